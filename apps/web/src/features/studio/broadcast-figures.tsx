/** How a broadcast went: figures, charts, and the table behind them. */

'use client'

import dynamic from 'next/dynamic'
import { useFormatter, useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { formatDuration } from '../../ui/figures.ts'
import { loadPart } from '../../ui/load-part.ts'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { useDates } from '../../ui/use-dates.ts'
import { useFigures } from '../../ui/use-figures.ts'
import { useNow } from '../../ui/use-now.ts'
import { shownOffload } from '../dashboard/compare-offload.ts'
import type { Analytics } from './analytics-schema.ts'
import { waitingBand } from './build-analytics.ts'

// the chart library comes only where there is something to draw
const BroadcastCharts = dynamic(
  () => loadPart(() => import('./broadcast-charts.tsx')).then((module) => module.BroadcastCharts),
  {
    ssr: false,
    loading: () => <div className="h-64 rounded-xl bg-raised" />,
  },
)

const HOUR_MS = 3600_000
const A_MINUTE_MS = 60_000
const NEVER_MS = 3600_000

export function BroadcastFigures({ analytics }: { analytics: Analytics }) {
  const words = useTranslations('recordings')
  const format = useFormatter()
  const figures = useFigures()
  const date = useDates()
  const isAlive = useNow(NEVER_MS) !== null
  const number = (value: number, places = 0) => format.number(value, { maximumFractionDigits: places })
  const seconds = (ms: number | null) =>
    ms === null ? '–' : words('figures.seconds', { seconds: number(ms / 1000, 1) })
  const band = waitingBand(analytics.waitingShare)
  const watched =
    analytics.playedMs >= HOUR_MS
      ? words('figures.hours', { hours: number(analytics.playedMs / HOUR_MS, 1) })
      : words('figures.minutes', { minutes: number(analytics.playedMs / A_MINUTE_MS, 0) })
  const share = (value: number | null) => figures.share(value, value !== null && value < 0.1 ? 1 : 0)

  if (analytics.peakViewers === 0 && analytics.playedMs === 0) {
    return (
      <Card title={words('figures.title')}>
        <p className="text-ink-soft">{words('figures.nobody')}</p>
      </Card>
    )
  }
  return (
    <section aria-label={words('figures.title')} className="space-y-6">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line md:grid-cols-4">
        <Figure
          name={words('figures.peak')}
          value={number(analytics.peakViewers)}
          note={words('figures.mean', { count: number(analytics.meanViewers, 1) })}
        />
        <Figure name={words('figures.watched')} value={watched} note={words('figures.watchedNote')} />
        <Figure
          name={words('figures.offload')}
          value={share(shownOffload(analytics.offload))}
          note={words('figures.offloadNote')}
          isStrong
        />
        <Figure
          name={words('figures.waiting')}
          value={share(analytics.waitingShare)}
          {...(band && { note: words(`figures.waitingBands.${band}`) })}
        />
        <Figure
          name={words('figures.latency')}
          value={seconds(analytics.latencyMs)}
          note={words('figures.latencyNote')}
        />
        <Figure name={words('figures.firstFrame')} value={seconds(analytics.firstFrameMs)} />
        <Figure
          name={words('figures.sessions')}
          value={analytics.sessions === null ? '–' : number(analytics.sessions)}
          {...(analytics.meanSessionMs !== null && {
            note: words('figures.sessionsNote', { time: formatDuration(analytics.meanSessionMs) }),
          })}
        />
        <Figure name={words('figures.chat')} value={number(analytics.chatMessages)} />
      </dl>
      {isAlive && <BroadcastCharts analytics={analytics} />}
      <RungMix analytics={analytics} />
      <Disclosure title={words('figures.table')}>
        <ScrollRegion label={words('figures.table')} className="max-h-80 rounded-xl border border-line">
          <table className="w-full text-end text-sm tabular-nums">
            <thead className="sticky top-0 bg-raised text-ink-soft">
              <tr>
                {(
                  ['time', 'viewersChart', 'origin', 'peers', 'offload', 'waiting', 'latency', 'chatChart'] as const
                ).map((name) => (
                  <th key={name} scope="col" className="px-3 py-2 text-start font-medium">
                    {words(`figures.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {analytics.points.map((point) => (
                <tr key={point.atMs}>
                  <th scope="row" className="px-3 py-1.5 text-start font-normal whitespace-nowrap">
                    {isAlive && date(point.atMs, 'clock')}
                  </th>
                  <td className="px-3 py-1.5 text-start">{number(point.viewers)}</td>
                  <td className="px-3 py-1.5 text-start whitespace-nowrap">{figures.bytes(point.originBytes)}</td>
                  <td className="px-3 py-1.5 text-start whitespace-nowrap">{figures.bytes(point.peerBytes)}</td>
                  <td className="px-3 py-1.5 text-start">{share(point.offload)}</td>
                  <td className="px-3 py-1.5 text-start">{share(point.waitingShare)}</td>
                  <td className="px-3 py-1.5 text-start whitespace-nowrap">{seconds(point.latencyMs)}</td>
                  <td className="px-3 py-1.5 text-start">{number(point.chatMessages)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      </Disclosure>
    </section>
  )
}

type FigureProps = { name: string; value: string; note?: string; isStrong?: boolean }

function Figure({ name, value, note, isStrong = false }: FigureProps) {
  return (
    <div className="flex flex-col bg-surface p-4 sm:p-5">
      <dt className="text-sm text-ink-soft">{name}</dt>
      <dd>
        <span
          className={`mt-1 block text-2xl font-semibold tracking-tight tabular-nums sm:text-3xl ${isStrong ? 'text-sea' : ''}`}
        >
          {value}
        </span>
        {note && <span className="mt-0.5 block text-sm text-ink-soft">{note}</span>}
      </dd>
    </div>
  )
}

function RungMix({ analytics }: { analytics: Analytics }) {
  const words = useTranslations('recordings')
  const figures = useFigures()
  return (
    <Card title={words('figures.rungsChart')}>
      <ul className="space-y-3">
        {analytics.rungs.map(({ rung, share }) => (
          <li key={rung} className="grid grid-cols-[4rem_minmax(0,1fr)_3.5rem] items-center gap-3 text-sm">
            <span className="font-medium">{rung === 'audio' ? words('sound') : rung}</span>
            <span aria-hidden className="h-2.5 overflow-hidden rounded-full bg-raised">
              <span className="block h-full rounded-full bg-sea" style={{ width: `${Math.max(1, share * 100)}%` }} />
            </span>
            <span className="text-end text-ink-soft tabular-nums">{figures.share(share)}</span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
