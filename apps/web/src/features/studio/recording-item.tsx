/** One recording in the studio's list: its picture, what it is, and what can be done with it. */

'use client'

import { ButtonLink } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { formatBytes, formatDate, formatDuration } from '../../ui/figures.ts'
import { LivePoster } from '../channels/live-poster.tsx'
import { posterUrl } from '../recordings/broadcast-urls.ts'
import type { StudioRecording } from '../recordings/recording-event.ts'
import { ShoalField } from '../site/shoal-field.tsx'
import { Downloads } from './downloads.tsx'

type RecordingItemProps = {
  recording: StudioRecording
  originUrl: string
  /** Null until the page has come to life: only the browser knows its own time zone. */
  now: number | null
  onExport: (rung: string) => Promise<void>
  onDelete: () => Promise<void>
}

export function RecordingItem({ recording, originUrl, now, onExport, onDelete }: RecordingItemProps) {
  const { broadcastId, state, startedAtMs } = recording
  const title = now === null ? '\u00a0' : formatDate(startedAtMs, now)
  return (
    <li className="grid grid-cols-[7rem_minmax(0,1fr)] gap-x-4 gap-y-3 py-4 first:pt-0 last:pb-0 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <div className="relative aspect-video self-start overflow-hidden rounded-lg sm:row-span-2">
        <ShoalField />
        {state !== 'deleting' && (
          <LivePoster url={posterUrl(originUrl, broadcastId)} isMoving={state === 'recording'} />
        )}
      </div>
      <div className="min-w-0 space-y-1">
        <p className="font-medium">
          <time dateTime={new Date(startedAtMs).toISOString()}>{title}</time>
        </p>
        <p className="text-sm text-ink-soft tabular-nums" aria-live="polite">
          {describe(recording)}
        </p>
      </div>
      {state === 'ready' && (
        <div className="col-span-2 flex flex-wrap items-start gap-2 sm:col-span-1 sm:col-start-2">
          <ButtonLink href={`/watch/${broadcastId}`} look="quiet" size="small" prefetch={false}>
            Watch
          </ButtonLink>
          <Downloads recording={recording} originUrl={originUrl} onExport={onExport} />
          <DeleteButton title={title} onDelete={onDelete} />
        </div>
      )}
      {state === 'failed' && (
        <div className="col-span-2 sm:col-span-1 sm:col-start-2">
          <DeleteButton title={title} onDelete={onDelete} />
        </div>
      )}
    </li>
  )
}

function DeleteButton({ title, onDelete }: { title: string; onDelete: () => Promise<void> }) {
  return (
    <ConfirmButton
      look="danger"
      size="small"
      question={`Delete the recording of ${title}?`}
      consequence="It is gone for everybody, with its downloads, and cannot be brought back."
      deed="Delete"
      onConfirm={() => void onDelete()}
    >
      Delete
    </ConfirmButton>
  )
}

function describe({ state, seconds, bytes, error }: StudioRecording): string {
  const figures = [formatDuration(seconds * 1000), formatBytes(bytes)].join(' · ')
  switch (state) {
    case 'recording':
      return 'Being recorded now'
    case 'ready':
      return figures
    case 'failed':
      return error ? `Nothing could be kept: ${error}` : 'Nothing could be kept'
    case 'deleting':
    case 'deleted':
      return 'Being deleted…'
  }
}
