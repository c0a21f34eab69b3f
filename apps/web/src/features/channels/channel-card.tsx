/** A channel on the home page. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import Link from 'next/link'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { LivePoster } from './live-poster.tsx'
import { StatePill } from './state-pill.tsx'

type ChannelCardProps = { slug: string; title: string; event: ChannelEvent; originUrl: string }

export function ChannelCard({ slug, title, event, originUrl }: ChannelCardProps) {
  const isOn = event.state === 'live' || event.state === 'interrupted'
  const hasPoster = isOn || (event.state === 'ended' && event.recording === 'ready')
  return (
    <Link
      href={`/@${slug}`}
      prefetch={false}
      className="group block overflow-hidden rounded-2xl border border-line bg-surface hover:border-line-strong"
    >
      <div className={`relative aspect-video ${event.state === 'live' ? '' : 'brightness-75 saturate-50'}`}>
        <ShoalField />
        {hasPoster && <LivePoster url={posterUrl(originUrl, event.broadcastId)} isMoving={isOn} />}
      </div>
      <div className="flex items-start justify-between gap-3 p-4">
        <div className="min-w-0">
          <h3 className="truncate font-semibold group-hover:underline group-hover:underline-offset-4">{title}</h3>
          <p className="truncate text-sm text-ink-soft">@{slug}</p>
        </div>
        <StatePill state={event.state} />
      </div>
    </Link>
  )
}
