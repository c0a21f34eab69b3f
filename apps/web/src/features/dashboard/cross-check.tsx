/** Claimed beside measured: the reason to trust the dashboard, and why they may differ. */

'use client'

import clsx from 'clsx'
import { Shield, ShieldAlert, ShieldCheck } from 'lucide-react'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Notice } from '../../ui/notice.tsx'
import { compareOffload, shownOffload } from './compare-offload.ts'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { useMeasures } from './use-measures.ts'

/** Where the card is on the page. */
const PLACE = 'claimed-and-measured'
const TONES = {
  nothing: 'info',
  short: 'info',
  agree: 'good',
  more: 'warn',
  less: 'warn',
  unconfirmed: 'warn',
} as const

function useVerdict({ check, totals }: Pick<DashboardEvent, 'check' | 'totals'>) {
  const words = useTranslations('dashboard.check')
  const show = useMeasures()
  const { kind, points } = compareOffload({ check, totals })
  const text = words(kind, { points: show.number(points, points < 10 ? 1 : 0) })
  return { tone: TONES[kind], text }
}

/** The verdict alone, below the figures that it is about; it leads to what it is made of. */
export function TrustLine(props: Pick<DashboardEvent, 'check' | 'totals'>) {
  const words = useTranslations('dashboard.check')
  const { tone, text } = useVerdict(props)
  const Icon = tone === 'good' ? ShieldCheck : tone === 'warn' ? ShieldAlert : Shield
  return (
    <p className="flex gap-2 px-1 text-sm text-ink-soft">
      <Icon aria-hidden className={clsx('size-5 shrink-0', { good: 'text-sea', warn: 'text-warn', info: '' }[tone])} />
      <span>
        <a href={`#${PLACE}`} className="font-medium text-ink underline underline-offset-2">
          {words('title')}
        </a>{' '}
        {text}
      </span>
    </p>
  )
}

export function CrossCheck({ check, totals, period }: Pick<DashboardEvent, 'check' | 'totals' | 'period'>) {
  const words = useTranslations('dashboard.check')
  const show = useMeasures()
  const { claimed, measured } = check
  const rows = [
    { name: words('offload'), claim: show.share(claimed.offload), measure: show.share(shownOffload(measured.offload)) },
    { name: words('originSent'), claim: show.bytes(claimed.originBytes), measure: show.bytes(measured.originBytes) },
    {
      name: words('delivered'),
      claim: show.bytes(claimed.originBytes + claimed.peerBytes),
      measure: show.bytes(measured.deliveredBytes),
    },
  ]
  const { tone, text } = useVerdict({ check, totals })
  return (
    <Card id={PLACE} title={words('title')} aside={<Explain figure={words('title')}>{words('explain')}</Explain>}>
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
        <Notice tone={tone}>{text}</Notice>
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
