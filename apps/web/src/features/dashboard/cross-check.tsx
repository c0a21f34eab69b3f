/** Claimed beside measured: the reason to trust the dashboard, and why they may differ. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { compareOffload } from './compare-offload.ts'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { useMeasures } from './use-measures.ts'

export function CrossCheck({ check, totals, period }: Pick<DashboardEvent, 'check' | 'totals' | 'period'>) {
  const words = useTranslations('dashboard.check')
  const show = useMeasures()
  const { claimed, measured } = check
  const { kind, points } = compareOffload({ check, totals })
  const rows = [
    { name: words('offload'), claim: show.share(claimed.offload), measure: show.share(measured.offload) },
    { name: words('originSent'), claim: show.bytes(claimed.originBytes), measure: show.bytes(measured.originBytes) },
    {
      name: words('delivered'),
      claim: show.bytes(claimed.originBytes + claimed.peerBytes),
      measure: show.bytes(measured.deliveredBytes),
    },
  ]
  const shown = show.number(points, points < 10 ? 1 : 0)
  return (
    <Card title={words('title')} aside={<Explain figure={words('title')}>{words('explain')}</Explain>}>
      <table className="w-full tabular-nums">
        <caption className="sr-only">{words('title')}</caption>
        <thead className="text-sm text-ink-soft">
          <tr>
            <td />
            <th scope="col" className="ps-3 pb-2 text-end font-medium">
              {words('claim')}
            </th>
            <th scope="col" className="ps-3 pb-2 text-end font-medium">
              {words('measured')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-y border-line">
          {rows.map(({ name, claim, measure }) => (
            <tr key={name} className="first:text-xl first:font-semibold">
              <th scope="row" className="py-2 text-start text-base font-medium">
                {name}
              </th>
              <td className="py-2 text-end">{claim}</td>
              <td className="py-2 text-end">{measure}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-4">
        {kind === 'nothing' && <Notice>{words('nothing')}</Notice>}
        {kind === 'short' && <Notice>{words('short')}</Notice>}
        {kind === 'agree' && <Notice tone="good">{words('agree', { points: shown })}</Notice>}
        {kind === 'more' && <Notice tone="warn">{words('more', { points: shown })}</Notice>}
        {kind === 'less' && <Notice tone="warn">{words('less', { points: shown })}</Notice>}
      </div>
      <div className="mt-4 space-y-1.5 text-sm text-ink-soft">
        {period.isLive && <p>{words('until', { at: show.clock(check.untilMs) })}</p>}
        <p>
          {words('segmentsOnly', {
            ...{ bytes: show.bytes(measured.playlistAndInitBytes), past: show.bytes(measured.pastBytes) },
          })}
        </p>
        {totals.droppedReports > 0 && <p>{words('dropped', { count: totals.droppedReports })}</p>}
        {totals.rejectedSegments > 0 && <p>{words('rejected', { count: totals.rejectedSegments })}</p>}
      </div>
    </Card>
  )
}
