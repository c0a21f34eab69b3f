/** What is being watched: title, streamer, category, since when, and the description. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Link } from '../../ui/link.tsx'
import { useDates } from '../../ui/use-dates.ts'
import { useFigures } from '../../ui/use-figures.ts'
import { useNow } from '../../ui/use-now.ts'
import { StatePill } from '../channels/state-pill.tsx'

type AboutBroadcastProps = {
  title: string
  channel: { slug: string; title: string }
  category: string
  /** Null for a recording. */
  state: ChannelEvent['state'] | null
  /** Null where there is nothing that began. */
  startedAtMs: number | null
  /** Of a recording. */
  seconds?: number
  /** Buttons beside it. */
  children?: ReactNode
}

const A_MINUTE_MS = 60_000

export function AboutBroadcast({
  title,
  channel,
  category,
  state,
  startedAtMs,
  seconds,
  children,
}: AboutBroadcastProps) {
  const words = useTranslations('watch.about')
  const figures = useFigures()
  const date = useDates()
  const now = useNow(A_MINUTE_MS)
  const isOn = state === 'live' || state === 'interrupted'
  return (
    <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-72 space-y-1.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <h1 className="min-w-0 text-2xl font-semibold wrap-anywhere sm:text-3xl">
            <bdi>{title}</bdi>
          </h1>
          {state !== null && (
            <div aria-live="polite">
              <StatePill state={state} />
            </div>
          )}
        </div>
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-ink-soft">
          <Link href={`/@${channel.slug}`} className="font-medium text-ink hover:underline hover:underline-offset-4">
            <bdi>{title === channel.title ? `@${channel.slug}` : channel.title}</bdi>
          </Link>
          {category !== '' && (
            <span className="rounded-full bg-raised px-2.5 py-0.5 text-sm">
              <bdi>{category}</bdi>
            </span>
          )}
          {startedAtMs !== null && now !== null && (
            <time dateTime={new Date(startedAtMs).toISOString()} className="text-sm tabular-nums">
              {isOn ? words('since', { time: figures.ago(startedAtMs, now) }) : date(startedAtMs, 'moment')}
            </time>
          )}
          {seconds !== undefined && <span className="text-sm tabular-nums">{figures.duration(seconds * 1000)}</span>}
        </p>
      </div>
      {children && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </div>
  )
}

/** As it was typed, lines and all. */
export function Description({ text }: { text: string }) {
  const words = useTranslations('watch.about')
  if (text.trim() === '') return null
  return (
    <section aria-label={words('description')} className="rounded-2xl bg-raised px-5 py-4">
      <p dir="auto" className="max-w-prose whitespace-pre-line wrap-anywhere">
        {text}
      </p>
    </section>
  )
}
