/** A channel on the home page. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import Link from 'next/link'
import { ShoalField } from '../site/shoal-field.tsx'
import { StatePill } from './state-pill.tsx'

export function ChannelCard({ slug, title, state }: { slug: string; title: string; state: ChannelEvent['state'] }) {
  return (
    <Link
      href={`/@${slug}`}
      prefetch={false}
      className="group block overflow-hidden rounded-2xl border border-line bg-surface hover:border-line-strong"
    >
      <div className={`relative aspect-video ${state === 'live' ? '' : 'brightness-75 saturate-50'}`}>
        <ShoalField />
      </div>
      <div className="flex items-start justify-between gap-3 p-4">
        <div className="min-w-0">
          <h3 className="truncate font-semibold group-hover:underline group-hover:underline-offset-4">{title}</h3>
          <p className="truncate text-sm text-ink-soft">@{slug}</p>
        </div>
        <StatePill state={state} />
      </div>
    </Link>
  )
}
