/** The channels that one runs, with what each is doing. Moves by itself. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { Link } from '../../ui/link.tsx'
import { StatePill } from '../channels/state-pill.tsx'

export type RunChannel = { slug: string; title: string; state: ChannelEvent['state'] }

const FRESH_EACH_MS = 10_000

export function ChannelList({ channels }: { channels: RunChannel[] }) {
  const router = useRouter()
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') router.refresh()
    }, FRESH_EACH_MS)
    return () => clearInterval(timer)
  }, [router])
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface">
      {channels.map(({ slug, title, state }) => (
        <li key={slug}>
          <Link
            href={`/studio/${slug}`}
            className="flex min-h-16 flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3 hover:bg-raised"
          >
            <span className="min-w-0 flex-1">
              <bdi className="block font-semibold break-words">{title}</bdi>
              <span dir="ltr" className="text-sm text-ink-soft">
                @{slug}
              </span>
            </span>
            <StatePill state={state} />
          </Link>
        </li>
      ))}
    </ul>
  )
}
