/** The bar under the picture: media-chrome's buttons in our words, and ours beside them. Loaded after the first paint. */

'use client'

import { LoaderCircle, RectangleHorizontal, Rewind } from 'lucide-react'
import {
  MediaAirplayButton,
  MediaCaptionsButton,
  MediaCastButton,
  MediaControlBar,
  MediaFullscreenButton,
  MediaLoadingIndicator,
  MediaMuteButton,
  MediaPipButton,
  MediaPlayButton,
  MediaPreviewThumbnail,
  MediaPreviewTimeDisplay,
  MediaSeekBackwardButton,
  MediaSeekForwardButton,
  MediaTimeDisplay,
  MediaTimeRange,
  MediaVolumeRange,
} from 'media-chrome/react'
import { useTranslations } from 'use-intl/react'
import { ControlButton } from './control-button.tsx'
import { LiveBadge } from './live-badge.tsx'
import { SettingsMenu, type SettingsMenuProps } from './settings-menu.tsx'
import { useChromeWords } from './use-chrome-words.ts'
import { WindowRange, type WindowRangeProps } from './window-range.tsx'

type PlayerControlsProps = {
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

export function PlayerControls({ kind = 'live', window: range = null, ...more }: PlayerControlsProps) {
  const { live = null, onRewind = null, settings = null, theatre = null } = more
  const words = useTranslations('watch.controls')
  const isReady = useChromeWords()
  if (!isReady) return null
  const isRecording = kind === 'past' && range === null
  return (
    <>
      <MediaLoadingIndicator slot="centered-chrome" noAutohide>
        {/* its own picture turns whatever the system asks for */}
        <LoaderCircle slot="icon" aria-hidden className="size-16 fill-none! text-white motion-safe:animate-spin" />
      </MediaLoadingIndicator>
      {range && (
        <MediaControlBar className="w-full bg-linear-to-t from-black/40 to-transparent px-4">
          <WindowRange {...range} />
        </MediaControlBar>
      )}
      {isRecording && (
        <MediaControlBar className="w-full bg-linear-to-t from-black/40 to-transparent px-3">
          <MediaTimeRange className="h-8 w-full bg-transparent">
            <MediaPreviewThumbnail slot="preview" />
            <MediaPreviewTimeDisplay slot="preview" />
          </MediaTimeRange>
        </MediaControlBar>
      )}
      <MediaControlBar
        className={`w-full ${range || isRecording ? 'bg-black/40' : 'bg-linear-to-t from-black/70 to-transparent pt-6'}`}
      >
        <MediaPlayButton className={BUTTON} />
        {isRecording && (
          <>
            <MediaSeekBackwardButton seekOffset={10} className={WIDE_ONLY} />
            <MediaSeekForwardButton seekOffset={10} className={WIDE_ONLY} />
          </>
        )}
        <MediaMuteButton className={BUTTON} />
        <MediaVolumeRange className="hidden bg-transparent px-1 sm:flex" />
        {isRecording && <MediaTimeDisplay showDuration className="bg-transparent px-2 text-sm tabular-nums" />}
        {live && <LiveBadge {...live} />}
        {onRewind && (
          <ControlButton label={words('rewind')} onClick={onRewind}>
            <Rewind aria-hidden className="size-5" />
          </ControlButton>
        )}
        <span className="flex-1" />
        <MediaCaptionsButton className={`${BUTTON} not-[[mediasubtitleslist]]:hidden`} />
        <MediaAirplayButton className={BUTTON} />
        <MediaCastButton className={BUTTON} />
        {settings && <SettingsMenu {...settings} />}
        <MediaPipButton className={WIDE_ONLY} />
        {theatre && (
          <ControlButton
            label={words(theatre.isOn ? 'theatreOff' : 'theatre')}
            onClick={theatre.onToggle}
            className="max-lg:hidden"
          >
            <RectangleHorizontal aria-hidden className="size-5.5" />
          </ControlButton>
        )}
        <MediaFullscreenButton className={BUTTON} />
      </MediaControlBar>
    </>
  )
}
