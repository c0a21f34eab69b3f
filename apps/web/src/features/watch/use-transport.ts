/** Does to the player what a key asks for, and says in a word what it did. */

'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { goesOnWhileHeld, isKeyOfFocus, type KeyAction, selectAction } from './keys.ts'
import { SPEEDS } from './speeds.ts'
import { captionsOf } from './use-text-tracks.ts'

type TransportOptions = {
  video: HTMLVideoElement | null
  frame: HTMLElement | null
  /** Nothing listens while there is no picture, or the viewer has turned keys off. */
  isOn: boolean
  seekBy: (seconds: number) => void
  seekTo: (share: number) => void
  /** Null where the picture is live. */
  setSpeed: ((rate: number) => void) | null
  toggleTheatre: (() => void) | null
  showHelp: () => void
}

const SAID_FOR_MS = 1200

export function useTransport(options: TransportOptions): { said: string | null } {
  const words = useTranslations('watch.controls')
  const [said, setSaid] = useState<string | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const newest = useRef(options)
  newest.current = options
  const { isOn } = options

  const say = useCallback((text: string) => {
    clearTimeout(timer.current)
    setSaid(text)
    timer.current = setTimeout(() => setSaid(null), SAID_FOR_MS)
  }, [])

  useEffect(() => {
    if (!isOn) return
    const listen = (event: KeyboardEvent) => {
      const action = selectAction(event)
      if (!action || event.defaultPrevented || isTaken(event)) return
      if (event.repeat && !goesOnWhileHeld(action)) return event.preventDefault()
      if (!act(action, newest.current, (one) => say(describe(one)))) return
      event.preventDefault()
    }
    const describe = (one: Said) => {
      if (one.kind === 'volume') return words('volumeIs', { percent: Math.round(one.value * 100) })
      if (one.kind === 'speed') return words('speedIs', { rate: one.value })
      if (one.kind === 'seek')
        return one.value < 0 ? words('wentBack', { seconds: -one.value }) : words('wentOn', { seconds: one.value })
      return words(one.kind)
    }
    addEventListener('keydown', listen)
    return () => removeEventListener('keydown', listen)
  }, [isOn, say, words])

  useEffect(() => () => clearTimeout(timer.current), [])
  return { said }
}

type Said =
  | { kind: 'volume' | 'speed' | 'seek'; value: number }
  | { kind: 'paused' | 'playing' | 'muted' | 'unmuted' | 'captionsOn' | 'captionsOff' }

/** False where there is nothing that it could do. */
function act(action: KeyAction, { video, frame, ...options }: TransportOptions, say: (said: Said) => void): boolean {
  if (action.kind === 'help') {
    options.showHelp()
    return true
  }
  if (!video) return false
  switch (action.kind) {
    case 'play-or-pause':
      say({ kind: video.paused ? 'playing' : 'paused' })
      if (video.paused) void video.play().catch(() => {})
      else video.pause()
      return true
    case 'seek-by':
      options.seekBy(action.seconds)
      say({ kind: 'seek', value: action.seconds })
      return true
    case 'seek-to':
      options.seekTo(action.share)
      return true
    case 'louder':
      video.volume = Math.min(1, Math.max(0, video.volume + action.by))
      if (action.by > 0) video.muted = false
      say({ kind: 'volume', value: video.volume })
      return true
    case 'mute':
      video.muted = !video.muted
      say({ kind: video.muted ? 'muted' : 'unmuted' })
      return true
    case 'full-screen':
      void toggleFullScreen(frame, video)
      return true
    case 'picture-in-picture':
      void togglePictureInPicture(video)
      return true
    case 'theatre':
      options.toggleTheatre?.()
      return options.toggleTheatre !== null
    case 'captions':
      return toggleCaptions(video, say)
    case 'faster': {
      const { setSpeed } = options
      if (!setSpeed) return false
      const at = SPEEDS.findIndex((rate) => rate >= video.playbackRate)
      const rate = SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + action.steps))] ?? 1
      setSpeed(rate)
      say({ kind: 'speed', value: rate })
      return true
    }
  }
}

/** Safari on phones knows no other full screen than the video's own. */
type PhoneVideo = HTMLVideoElement & { webkitEnterFullscreen?: () => void }

async function toggleFullScreen(frame: HTMLElement | null, video: PhoneVideo): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen().catch(() => {})
  else if (frame?.requestFullscreen) await frame.requestFullscreen().catch(() => {})
  else video.webkitEnterFullscreen?.()
}

async function togglePictureInPicture(video: HTMLVideoElement): Promise<void> {
  if (document.pictureInPictureElement) await document.exitPictureInPicture().catch(() => {})
  else if (document.pictureInPictureEnabled) await video.requestPictureInPicture().catch(() => {})
}

function toggleCaptions(video: HTMLVideoElement, say: (said: Said) => void): boolean {
  const tracks = captionsOf(video)
  const shown = tracks.find(({ mode }) => mode === 'showing')
  const [first] = tracks
  if (shown) shown.mode = 'disabled'
  else if (first) first.mode = 'showing'
  else return false
  say({ kind: shown ? 'captionsOff' : 'captionsOn' })
  return true
}

function isTaken(event: KeyboardEvent): boolean {
  if (document.querySelector('[role=dialog],[role=alertdialog],[role=menu]')) return true
  // media-chrome's buttons have a role each; its ranges have an input within, which is no target out here
  const [focused] = event.composedPath()
  if (!(focused instanceof HTMLElement)) return false
  const role = focused instanceof HTMLInputElement && focused.type === 'range' ? 'slider' : (focused.role ?? '')
  return isKeyOfFocus(event.key, { role: role || focused.localName, isEditable: focused.isContentEditable })
}
