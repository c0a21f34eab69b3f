/** What the streamer should know about the broadcast that runs. */

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'
import { formatAgo } from '../../ui/figures.ts'
import { Notice } from '../../ui/notice.tsx'
import { explainNotice } from './explain-notice.ts'

export function Notices({ notices, now }: { notices: BroadcastNotice[]; now: number | null }) {
  return (
    <section aria-label="Notices of this broadcast" aria-live="polite" className="space-y-3 empty:hidden">
      {notices.map((notice) => {
        const { title, text, tone } = explainNotice(notice)
        return (
          <Notice key={notice.id} tone={tone}>
            <p className="font-medium">{title}</p>
            <p className="text-sm text-ink-soft">
              {text}{' '}
              {now !== null && (
                <time dateTime={new Date(notice.atMs).toISOString()} className="whitespace-nowrap">
                  {formatAgo(notice.atMs, now)}
                </time>
              )}
            </p>
          </Notice>
        )
      })}
    </section>
  )
}
