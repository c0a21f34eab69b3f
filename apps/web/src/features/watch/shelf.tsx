/** What there is to watch of a channel besides what is live: its latest recordings. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Link } from '../../ui/link.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import { useNow } from '../../ui/use-now.ts'
import { LivePoster } from '../channels/live-poster.tsx'
import { recordedPath } from '../home/recorded-path.ts'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import { ShoalField } from '../site/shoal-field.tsx'

export type ShelfItem = { broadcastId: string; title: string; startedAtMs: number; seconds: number }

const A_MINUTE_MS = 60_000

type ShelfProps = { slug: string; items: readonly ShelfItem[]; originUrl: string }

export function Shelf({ slug, items, originUrl }: ShelfProps) {
  const words = useTranslations('watch.shelf')
  const figures = useFigures()
  const now = useNow(A_MINUTE_MS)
  if (items.length === 0) return null
  return (
    <section aria-labelledby="shelf" className="space-y-3">
      <h2 id="shelf" className="text-lg font-semibold">
        {words('title')}
      </h2>
      <ul className="grid grid-cols-2 gap-4 sm:grid-cols-3">
        {items.map(({ broadcastId, title, startedAtMs, seconds }) => (
          <li key={broadcastId}>
            <Link href={`/watch/${broadcastId}`} className="group block space-y-1.5">
              <span className="relative block aspect-video overflow-hidden rounded-xl">
                <ShoalField />
                <LivePoster url={posterUrl(originUrl, broadcastId)} isMoving={false} />
                <span className="absolute end-1.5 bottom-1.5 rounded bg-black/75 px-1.5 py-0.5 text-xs text-white tabular-nums">
                  {figures.duration(seconds * 1000)}
                </span>
              </span>
              <span className="block truncate font-medium group-hover:underline group-hover:underline-offset-4">
                <bdi>{title}</bdi>
              </span>
              <span className="block text-sm text-ink-soft">{now !== null && figures.ago(startedAtMs, now)}</span>
            </Link>
          </li>
        ))}
      </ul>
      <AllRecordings slug={slug} />
    </section>
  )
}

export function AllRecordings({ slug }: { slug: string }) {
  const words = useTranslations('watch.shelf')
  return (
    <p>
      <Link
        href={recordedPath({ slug })}
        className="inline-flex min-h-9 items-center text-sea underline underline-offset-4"
      >
        {words('all')}
      </Link>
    </p>
  )
}
