/** The channel's past broadcasts: watch, figures, publish, download, delete. Moves by itself. */

'use client'

import { useTranslations } from 'use-intl/react'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { formatDuration } from '../../ui/figures.ts'
import { Link } from '../../ui/link.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import { LivePoster } from '../channels/live-poster.tsx'
import { guardedPosterUrl } from '../recordings/broadcast-urls.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { PrivacyPill } from './privacy-pill.tsx'
import { RecordingActions, useRecordingWords } from './recording-actions.tsx'
import type { ShownBroadcast } from './shown-broadcast.ts'
import { useStudio } from './studio-provider.tsx'
import { useRecording } from './use-recording.ts'

type BroadcastsRoomProps = {
  broadcasts: ShownBroadcast[]
  /** Of the whole channel. */
  recordedBytes: number
  isFirstPage: boolean
  /** Where the next page begins; null on the last one. */
  olderBefore: string | null
}

export function BroadcastsRoom({ broadcasts, recordedBytes, isFirstPage, olderBefore }: BroadcastsRoomProps) {
  const { slug } = useStudio()
  const words = useTranslations('recordings')
  const figures = useFigures()
  const base = `/studio/${slug}/broadcasts`
  return (
    <Card
      title={words('title')}
      aside={
        recordedBytes > 0 && (
          <span className="text-sm text-ink-soft tabular-nums">
            {words('space', { bytes: figures.bytes(recordedBytes) })}
          </span>
        )
      }
    >
      {broadcasts.length === 0 ? (
        <div className="space-y-4">
          <p className="max-w-prose text-ink-soft">{words('empty')}</p>
          <ButtonLink href={`/studio/${slug}`} size="small">
            {words('goLive')}
          </ButtonLink>
        </div>
      ) : (
        <ul className="divide-y divide-line">
          {broadcasts.map((broadcast) => (
            <BroadcastItem key={broadcast.id} broadcast={broadcast} />
          ))}
        </ul>
      )}
      <nav className="mt-5 flex flex-wrap gap-3 empty:hidden" aria-label={words('allBroadcasts')}>
        {!isFirstPage && (
          <ButtonLink href={base} look="quiet" size="small">
            {words('newest')}
          </ButtonLink>
        )}
        {olderBefore !== null && (
          <ButtonLink href={`${base}?before=${encodeURIComponent(olderBefore)}`} look="quiet" size="small">
            {words('older')}
          </ButtonLink>
        )}
      </nav>
    </Card>
  )
}

function BroadcastItem({ broadcast }: { broadcast: ShownBroadcast }) {
  const { slug, title: channelTitle } = useStudio()
  const words = useTranslations('recordings')
  const figures = useFigures()
  const recordingWords = useRecordingWords()
  const recording = useRecording(broadcast)
  const seconds = recording?.seconds ?? 0
  const bytes = recording?.bytes ?? 0
  const lastedMs = seconds > 0 ? seconds * 1000 : (broadcast.endedAtMs ?? broadcast.startedAtMs) - broadcast.startedAtMs
  const title = broadcast.title || channelTitle
  const told = recordingWords(broadcast, recording)
  const hasPoster = recording?.state === 'ready'
  const facts = [
    formatDuration(lastedMs),
    bytes > 0 && figures.bytes(bytes),
    words('peak', { count: broadcast.peakViewers }),
  ]
  return (
    <li className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <div className="relative aspect-video self-start overflow-hidden rounded-lg sm:row-span-2">
        <ShoalField />
        {hasPoster && <LivePoster url={guardedPosterUrl(broadcast.id)} isMoving={false} />}
      </div>
      <div className="min-w-0 space-y-1">
        <h3 className="font-medium break-words">
          <bdi>{title}</bdi> <PrivacyPill privacy={broadcast.privacy} />
        </h3>
        <p className="text-sm text-ink-soft">
          <LocalTime atMs={broadcast.startedAtMs} />
        </p>
        <p className="text-sm text-ink-soft tabular-nums">{facts.filter(Boolean).join(' · ')}</p>
        {told !== null && (
          <p className="text-sm text-ink-soft" aria-live="polite">
            {told}
          </p>
        )}
      </div>
      <div className="col-span-2 sm:col-span-1 sm:col-start-2">
        <RecordingActions broadcast={broadcast} title={title}>
          <Link
            href={`/studio/${slug}/broadcasts/${broadcast.id}`}
            aria-label={words('detailsOf', { title })}
            className="inline-flex min-h-9 items-center rounded-lg border border-line-strong bg-surface px-3 text-sm font-medium hover:bg-raised"
          >
            {words('details')}
          </Link>
        </RecordingActions>
      </div>
    </li>
  )
}
