/** A broadcast that goes on: its latest picture, how many watch, how long it has been live. */

import { Users } from 'lucide-react'
import { getTranslations, requestLocale } from '../../i18n/request.ts'
import { formatDuration } from '../../ui/figures.ts'
import { Link } from '../../ui/link.tsx'
import { LivePoster } from '../channels/live-poster.tsx'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { ChannelPicture } from './channel-picture.tsx'
import type { LiveListing } from './read-home.ts'

type LiveCardProps = { broadcast: LiveListing; originUrl: string; nowMs: number; isFirst?: boolean }

export async function LiveCard({ broadcast, originUrl, nowMs, isFirst = false }: LiveCardProps) {
  const { id, title, category, channel, liveAt, viewers } = broadcast
  const [words, locale] = await Promise.all([getTranslations('home'), requestLocale()])
  const liveMs = liveAt === null ? 0 : nowMs - liveAt.getTime()
  return (
    <article
      className={`group relative overflow-hidden rounded-2xl border border-line bg-surface hover:border-line-strong ${isFirst ? 'sm:grid sm:grid-cols-[minmax(0,1.7fr)_minmax(0,1fr)]' : ''}`}
    >
      <div className="relative aspect-video">
        <ShoalField />
        <LivePoster url={posterUrl(originUrl, id)} isMoving />
        <div className="absolute inset-x-3 top-3 flex flex-wrap gap-2 text-sm font-semibold">
          <span className="rounded-md bg-live px-2 py-0.5 text-live-ink">{words('live')}</span>
          <span className="flex items-center gap-1.5 rounded-md bg-black/70 px-2 py-0.5 text-white tabular-nums">
            <Users aria-hidden className="size-4" />
            <span aria-hidden>{viewers.toLocaleString(locale)}</span>
            <span className="sr-only">{words('watching', { count: viewers })}</span>
          </span>
        </div>
      </div>
      <div className={isFirst ? 'flex flex-col justify-center gap-3 p-5 sm:p-8' : 'flex gap-3 p-4'}>
        {!isFirst && <ChannelPicture channel={channel} />}
        <div className="min-w-0">
          <h3 className={isFirst ? 'text-2xl font-semibold sm:text-3xl' : 'truncate font-semibold'}>
            <Link
              href={`/@${channel.slug}`}
              className="after:absolute after:inset-0 group-hover:underline group-hover:underline-offset-4"
            >
              <bdi>{title || channel.title}</bdi>
            </Link>
          </h3>
          <p className={isFirst ? 'mt-2 text-ink-soft' : 'truncate text-sm text-ink-soft'}>
            <bdi>{title === '' ? `@${channel.slug}` : channel.title}</bdi>
            {category !== '' && (
              <>
                {' · '}
                <bdi>{category}</bdi>
              </>
            )}
          </p>
          <p className={isFirst ? 'mt-1 text-ink-soft' : 'text-sm text-ink-soft'}>
            {words('liveFor', { time: formatDuration(liveMs) })}
          </p>
        </div>
      </div>
    </article>
  )
}
