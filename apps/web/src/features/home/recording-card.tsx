/** A recording: its picture, its length, when it was live. */

import type { ListedRecording } from '@shoal/db/listings'
import { requestLocale } from '../../i18n/request.ts'
import { formatAgo, formatDuration } from '../../ui/figures.ts'
import { Link } from '../../ui/link.tsx'
import { LivePoster } from '../channels/live-poster.tsx'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { ChannelPicture } from './channel-picture.tsx'

type RecordingCardProps = { recording: ListedRecording; originUrl: string; nowMs: number }

export async function RecordingCard({ recording, originUrl, nowMs }: RecordingCardProps) {
  const { id, title, channel, startedAt, seconds } = recording
  const locale = await requestLocale()
  return (
    <article className="group relative">
      <div className="relative aspect-video overflow-hidden rounded-xl border border-line">
        <ShoalField />
        <LivePoster url={posterUrl(originUrl, id)} isMoving={false} />
        <span className="absolute end-2 bottom-2 rounded-md bg-black/75 px-1.5 py-0.5 text-sm font-medium text-white tabular-nums">
          {formatDuration(seconds * 1000)}
        </span>
      </div>
      <div className="mt-3 flex gap-3">
        <ChannelPicture channel={channel} />
        <div className="min-w-0">
          <h3 className="line-clamp-2 leading-snug font-semibold">
            <Link
              href={`/watch/${id}`}
              className="after:absolute after:inset-0 group-hover:underline group-hover:underline-offset-4"
            >
              <bdi>{title || channel.title}</bdi>
            </Link>
          </h3>
          <p className="truncate text-sm text-ink-soft">
            <bdi>{title === '' ? `@${channel.slug}` : channel.title}</bdi> ·{' '}
            {formatAgo(startedAt.getTime(), nowMs, locale)}
          </p>
        </div>
      </div>
    </article>
  )
}
