/** What is live now, each with a way to see it alone; or the one broadcast that is shown, and the way back. */

'use client'

import { ArrowLeft } from 'lucide-react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useNow } from '../../ui/use-now.ts'
import { StatePill } from '../channels/state-pill.tsx'
import type { DashboardEvent } from './dashboard-event.ts'
import type { DashboardQuery } from './dashboard-query.ts'
import { useMeasures } from './use-measures.ts'

const MINUTE_MS = 60_000

type LiveStripProps = Pick<DashboardEvent, 'broadcast' | 'live'> & {
  query: DashboardQuery
  onChange: (query: DashboardQuery) => void
}

export function LiveStrip({ broadcast, live, query, onChange }: LiveStripProps) {
  const words = useTranslations('dashboard.live')
  const show = useMeasures()
  const now = useNow(MINUTE_MS)
  const paused = live.filter(({ p2pPausedAtMs }) => p2pPausedAtMs !== null)
  const backToAll = () => {
    const { broadcast: _, ...rest } = query
    onChange({ ...rest, range: 'now' })
  }
  return (
    <>
      {broadcast ? (
        <div className="flex flex-wrap items-center gap-3 rounded-xl border border-line bg-surface px-4 py-3">
          <StatePill state={broadcast.state} />
          <span className="min-w-0 font-medium">{broadcast.title}</span>
          {now !== null && <span className="text-sm text-ink-soft">{show.date(broadcast.startedAtMs)}</span>}
          <Button look="quiet" size="small" className="ms-auto" onClick={backToAll}>
            <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
            {words('back')}
          </Button>
        </div>
      ) : (
        live.length > 0 && (
          <ul aria-label={words('heading')} className="flex flex-wrap gap-2">
            {live.map(({ id, title, state, viewers }) => (
              <li key={id} className="max-w-full">
                <button
                  type="button"
                  title={words('analyse')}
                  onClick={() => onChange({ range: 'broadcast', broadcast: id })}
                  className="flex min-h-11 max-w-full items-center gap-2.5 rounded-full border border-line bg-surface py-1 ps-1.5 pe-4 text-start hover:border-line-strong"
                >
                  <StatePill state={state} />
                  <span className="max-w-56 min-w-0 truncate font-medium">{title}</span>
                  <span className="text-sm whitespace-nowrap text-ink-soft tabular-nums">
                    {words('viewers', { count: viewers })}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        )
      )}
      {paused.map(({ id, title, p2pPausedAtMs }) => (
        <Notice key={id} tone="warn">
          <p className="font-medium">{words('p2pPaused', { title, since: show.clock(p2pPausedAtMs ?? 0) })}</p>
          <p className="text-sm text-ink-soft">{words('p2pPausedWhy')}</p>
        </Notice>
      ))}
    </>
  )
}
