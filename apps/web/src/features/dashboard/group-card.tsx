/** Viewers with P2P beside the control group: what P2P changed, and not only what it carried. */

'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { compareGroups } from './compare-groups.ts'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { useMeasures } from './use-measures.ts'

const TONES = { none: 'info', 'too-little': 'info', same: 'good', better: 'good', worse: 'warn' } as const

export function GroupCard({ groups, control }: Pick<DashboardEvent, 'groups' | 'control'>) {
  const words = useTranslations('dashboard.groups')
  const show = useMeasures()
  const verdict = compareGroups(groups)
  const rows = groups && [
    { name: words('rebuffer'), cells: both(({ rebufferRatio }) => show.ratio(rebufferRatio)) },
    { name: words('firstFrame'), cells: both(({ firstFrameMs }) => show.seconds(firstFrameMs)) },
    { name: words('latency'), cells: both(({ latencyMs }) => show.seconds(latencyMs)) },
    { name: words('watched'), cells: both(({ playedMs, stalledMs }) => show.watched(playedMs + stalledMs)) },
  ]
  function both(write: (group: NonNullable<typeof groups>['swarm']) => string): string[] {
    return groups ? [write(groups.swarm), write(groups.control)] : []
  }
  const sentence = () => {
    if (verdict === 'too-little') return words('tooLittle')
    if (verdict !== 'none') return words(verdict)
    if (control === null) return words('off')
    return words('shownFrom', { from: control.from, share: show.share(control.share) })
  }
  return (
    <Card title={words('title')} aside={<Explain figure={words('title')}>{words('explain')}</Explain>}>
      {rows && (
        <table className="mb-4 w-full tabular-nums">
          <caption className="sr-only">{words('title')}</caption>
          <thead className="text-sm text-ink-soft">
            <tr>
              <td />
              <th scope="col" className="ps-3 pb-2 text-end font-medium">
                {words('with')}
              </th>
              <th scope="col" className="ps-3 pb-2 text-end font-medium">
                {words('without')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-y border-line">
            {rows.map(({ name, cells: [swarm, without] }) => (
              <tr key={name}>
                <th scope="row" className="py-2 text-start font-medium">
                  {name}
                </th>
                <td className="py-2 text-end">{swarm}</td>
                <td className={clsx('py-2 text-end', verdict === 'too-little' && 'text-ink-soft')}>{without}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Notice tone={TONES[verdict]}>{sentence()}</Notice>
    </Card>
  )
}
