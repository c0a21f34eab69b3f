/** The bar under the picture: media-chrome's buttons in our words, and ours beside them. Loaded after the first paint. */

'use client'

import clsx from 'clsx'
import { LoaderCircle, RectangleHorizontal, Rewind } from 'lucide-react'
import { useTranslations } from 'use-intl/react'
import { CastButton } from './cast-button.tsx'
import { ControlButton } from './control-button.tsx'
import type {} from './elements/media-elements.ts'
import { LiveBadge } from './live-badge.tsx'
import { SettingsMenu, type SettingsMenuProps } from './settings-menu.tsx'
import { useChromeWords } from './use-chrome-words.ts'
import { useParts } from './use-parts.ts'
import { WindowRange, type WindowRangeProps } from './window-range.tsx'

type PlayerControlsProps = {
  /** What may be taken to another screen. */
  video?: HTMLVideoElement | null
  /** `past` can be sought in. */
  kind?: 'live' | 'past'
  /** What viewers of a live broadcast can go back through, now or at its edge; null where there is none. */
  window?: WindowRangeProps | null
  /** Null for what is not live, and for a preview. */
  live?: { isAtEdge: boolean; latencySeconds: number | null; onPress: () => void } | null
  onRewind?: (() => void) | null
  settings?: SettingsMenuProps | null
  /** Null where there is no room to widen into. */
  theatre?: { isOn: boolean; onToggle: () => void } | null
}

const BUTTON = 'bg-transparent p-3'
const WIDE_ONLY = `hidden ${BUTTON} sm:flex`
const PARTS = 6

/** Its elements have to be defined. */
export function PlayerControls({ kind = 'live', window: range = null, ...more }: PlayerControlsProps) {
  const { video = null, live = null, onRewind = null, settings = null, theatre = null } = more
  const words = useTranslations('watch.controls')
  const isReady = useChromeWords()
  const made = useParts(isReady ? PARTS : 1)
  if (!isReady) return null
  const isRecording = kind === 'past' && range === null
  const until = made < PARTS && 'invisible'
  return (
    <>
      <media-loading-indicator slot="centered-chrome" noautohide="">
        {/* its own picture turns whatever the system asks for */}
        <LoaderCircle slot="icon" aria-hidden className="size-16 fill-none! text-white motion-safe:animate-spin" />
      </media-loading-indicator>
      {range && (
        <media-control-bar className={clsx('w-full bg-linear-to-t from-black/40 to-transparent px-4', until)}>
          <WindowRange {...range} />
        </media-control-bar>
      )}
      {isRecording && (
        <media-control-bar className={clsx('w-full bg-linear-to-t from-black/40 to-transparent px-3', until)}>
          <media-time-range className="h-8 w-full bg-transparent">
            <media-preview-thumbnail slot="preview" />
            <media-preview-time-display slot="preview" />
          </media-time-range>
        </media-control-bar>
      )}
      {made > 1 && (
        <media-control-bar
          className={clsx(
            'w-full',
            range || isRecording ? 'bg-black/40' : 'bg-linear-to-t from-black/70 to-transparent pt-6',
            until,
          )}
        >
          <media-play-button className={BUTTON} />
          {made > 2 && isRecording && (
            <>
              <media-seek-backward-button seekoffset="10" className={WIDE_ONLY} />
              <media-seek-forward-button seekoffset="10" className={WIDE_ONLY} />
            </>
          )}
          <media-mute-button className={BUTTON} />
          {made > 2 && <media-volume-range className="hidden bg-transparent px-1 sm:flex" />}
          {made > 3 && isRecording && (
            <media-time-display showduration="" className="bg-transparent px-2 text-sm tabular-nums" />
          )}
          {made > 3 && live && <LiveBadge {...live} />}
          {made > 3 && onRewind && (
            <ControlButton label={words('rewind')} onClick={onRewind}>
              <Rewind aria-hidden className="size-5" />
            </ControlButton>
          )}
          <span className="flex-1" />
          {made > 4 && (
            <>
              <media-captions-button className={`${BUTTON} not-[[mediasubtitleslist]]:hidden`} />
              <media-airplay-button className={BUTTON} />
              {video && <CastButton video={video} />}
            </>
          )}
          {made > 3 && settings && <SettingsMenu {...settings} />}
          {made > 4 && <media-pip-button className={WIDE_ONLY} />}
          {made > 5 && theatre && (
            <ControlButton
              label={words(theatre.isOn ? 'theatreOff' : 'theatre')}
              onClick={theatre.onToggle}
              className="max-lg:hidden"
            >
              <RectangleHorizontal aria-hidden className="size-5.5" />
            </ControlButton>
          )}
          {made > 5 && <media-fullscreen-button className={BUTTON} />}
        </media-control-bar>
      )}
    </>
  )
}
