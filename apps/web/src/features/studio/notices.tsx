/** What the streamer should know about the broadcast that runs. */

'use client'

import type { BroadcastNotice } from '@shoal/protocol/broadcast-notice'
import { useTranslations } from 'use-intl/react'
import { Notice } from '../../ui/notice.tsx'
import { useDates } from '../../ui/use-dates.ts'
import { useFigures } from '../../ui/use-figures.ts'
import { explainNotice } from './explain-notice.ts'

export function Notices({ notices, now }: { notices: BroadcastNotice[]; now: number | null }) {
  const words = useTranslations('studio')
  const figures = useFigures()
  const date = useDates()
  return (
    <section aria-label={words('notices.label')} aria-live="polite" className="space-y-3 empty:hidden">
      {notices.map((notice) => {
        const { title, text, tone } = explainNotice(words, notice, (atMs) => date(atMs, 'moment'))
        return (
          <Notice key={notice.id} tone={tone}>
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <span className="font-medium">{title}</span>
              {now !== null && (
                <time
                  dateTime={new Date(notice.atMs).toISOString()}
                  className="text-sm whitespace-nowrap text-ink-soft"
                >
                  {figures.ago(notice.atMs, now)}
                </time>
              )}
            </p>
            <p className="text-sm text-ink-soft">{text}</p>
          </Notice>
        )
      })}
    </section>
  )
}
