/** Viewers with P2P beside the control group: what P2P changed, and not only what it carried. */

import clsx from 'clsx'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { compareGroups } from './compare-groups.ts'
import type { DashboardEvent, GroupComparison } from './dashboard-event.ts'

const ROWS: { name: string; show: (group: GroupComparison['swarm']) => string }[] = [
  { name: 'Time spent waiting', show: ({ rebufferRatio }) => percent(rebufferRatio) },
  { name: 'Until the first picture', show: ({ firstFrameMs }) => seconds(firstFrameMs) },
  { name: 'Behind live', show: ({ latencyMs }) => seconds(latencyMs) },
  { name: 'Watched in all', show: ({ playedMs, stalledMs }) => hours(playedMs + stalledMs) },
]
const TONES = { none: 'info', 'too-little': 'info', same: 'good', better: 'good', worse: 'warn' } as const

export function GroupCard({ groups, control }: Pick<DashboardEvent, 'groups' | 'control'>) {
  const verdict = compareGroups(groups, control)
  return (
    <Card title="What P2P changed" className="lg:col-span-2">
      <div className={clsx('grid items-start gap-x-12 gap-y-4', groups && 'lg:grid-cols-2')}>
        {groups && (
          <table className="w-full text-left tabular-nums">
            <thead className="text-sm text-ink-soft">
              <tr>
                <td />
                <th scope="col" className="pb-2 text-right font-medium">
                  With P2P
                </th>
                <th scope="col" className="pb-2 pl-3 text-right font-medium">
                  Without
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line border-y border-line">
              {ROWS.map(({ name, show }) => (
                <tr key={name}>
                  <th scope="row" className="py-2 font-medium">
                    {name}
                  </th>
                  <td className="py-2 text-right">{show(groups.swarm)}</td>
                  <td className="py-2 pl-3 text-right">{show(groups.control)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <Notice tone={TONES[verdict.kind]}>{verdict.sentence}</Notice>
      </div>
    </Card>
  )
}

function percent(share: number | null): string {
  return share === null ? '–' : `${(share * 100).toFixed(2)} %`
}

function seconds(ms: number | null): string {
  return ms === null ? '–' : `${(ms / 1000).toFixed(1)} s`
}

function hours(ms: number): string {
  return `${(ms / 3_600_000).toFixed(ms < 36_000_000 ? 1 : 0)} h`
}
