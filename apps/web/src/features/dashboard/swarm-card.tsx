/** A picture of a live swarm: who gives to whom, the same in words, and as a table. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { layoutSwarm, MAP_SIZE } from './layout-swarm.ts'
import { sliceName } from './slice-name.ts'
import { useMeasures } from './use-measures.ts'

export function SwarmCard({ swarm }: Pick<DashboardEvent, 'swarm'>) {
  const words = useTranslations('dashboard')
  const show = useMeasures()
  const title = words('map.title')
  const aside = <Explain figure={title}>{words('map.explain')}</Explain>
  if (!swarm || swarm.map.nodes.length === 0) {
    return (
      <Card title={title} aside={aside}>
        <p className="grid h-56 place-content-center rounded-xl bg-raised px-6 text-center text-ink-soft">
          {words('map.none')}
        </p>
      </Card>
    )
  }
  const { map } = swarm
  const placed = layoutSwarm(map)
  const sum = (name: 'originBytes' | 'peerBytes') => map.nodes.reduce((total, node) => total + node[name], 0)
  const [origin, peers] = [sum('originBytes'), sum('peerBytes')]
  const text = words('map.text', {
    ...{ shown: map.nodes.length, viewers: show.number(map.viewers) },
    givers: map.nodes.filter(({ givenBytes }) => givenBytes > 0).length,
    share: show.share(origin + peers > 0 ? peers / (origin + peers) : null),
  })
  return (
    <Card title={title} aside={aside}>
      <p className="-mt-2 mb-3 text-sm text-ink-soft">{words('map.of', { title: swarm.title })}</p>
      <svg
        viewBox={`0 0 ${MAP_SIZE} ${MAP_SIZE}`}
        role="img"
        aria-label={text}
        className="mx-auto block w-full max-w-md"
      >
        <g fill="none" stroke="var(--sand)" strokeOpacity={0.35}>
          {placed.nodes.map(({ id, x, y, originWidth }) => (
            <line key={id} x1={MAP_SIZE / 2} y1={MAP_SIZE / 2} x2={x} y2={y} strokeWidth={originWidth} />
          ))}
        </g>
        <g fill="none" stroke="var(--sea)" strokeOpacity={0.3} strokeLinecap="round">
          {placed.edges.map(({ from, to, path, width }) => (
            <path key={`${from} ${to}`} d={path} strokeWidth={width} />
          ))}
        </g>
        <rect
          x={MAP_SIZE / 2 - 11}
          y={MAP_SIZE / 2 - 11}
          width={22}
          height={22}
          rx={5}
          fill="var(--sand)"
          stroke="var(--surface)"
          strokeWidth={3}
        />
        {placed.nodes.map(({ id, x, y, radius, givenBytes, mode }) => (
          <circle
            key={id}
            cx={x}
            cy={y}
            r={radius}
            fill={givenBytes > 0 ? 'var(--sea)' : 'var(--surface)'}
            stroke={mode === 'off' ? 'var(--ink-soft)' : 'var(--sea)'}
            strokeWidth={2}
          />
        ))}
      </svg>
      <p className="mt-3 text-sm text-ink-soft">{text}</p>
      <details className="mt-3">
        <summary className="inline-block min-h-6 text-sm font-medium text-ink-soft hover:text-ink">
          {words('map.table')}
        </summary>
        <ScrollRegion label={title} className="mt-3 max-h-80 rounded-xl border border-line">
          <table className="w-full text-sm tabular-nums">
            <caption className="sr-only">{title}</caption>
            <thead className="sticky top-0 bg-raised text-ink-soft">
              <tr>
                {(['viewer', 'browser', 'country', 'mode'] as const).map((name) => (
                  <th key={name} scope="col" className="px-3 py-2 text-start font-medium">
                    {words(`map.${name}`)}
                  </th>
                ))}
                {(['fromOrigin', 'fromPeers', 'gave'] as const).map((name) => (
                  <th key={name} scope="col" className="px-3 py-2 text-end font-medium whitespace-nowrap">
                    {words(`map.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {map.nodes.map((node) => (
                <tr key={node.id}>
                  <th scope="row" className="px-3 py-1.5 text-start font-mono font-normal">
                    {node.id}
                  </th>
                  <td className="px-3 py-1.5 whitespace-nowrap">{sliceName('browsers', node.browser, words, show)}</td>
                  <td className="px-3 py-1.5 whitespace-nowrap">{sliceName('countries', node.country, words, show)}</td>
                  <td className="px-3 py-1.5 whitespace-nowrap">{words(`modes.${node.mode}`)}</td>
                  {[node.originBytes, node.peerBytes, node.givenBytes].map((bytes, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: three columns, which never change places
                    <td key={index} className="px-3 py-1.5 text-end whitespace-nowrap">
                      {show.bytes(bytes)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </details>
    </Card>
  )
}
