/** Listens to the page that our frame is in, and to it alone; tells it what happens once it has said hello. */

'use client'

import { useEffect, useRef } from 'react'
import { type Command, commandSchema, type FrameState, type Told } from './frame-words.ts'

type FrameTalkOptions = {
  video: HTMLVideoElement | null
  state: FrameState
  onCommand: (command: Exclude<Command, { do: 'hello' }>) => void
  behindSeconds: () => number | null
}

const TIME_EVERY_MS = 1000

export function useFrameTalk(options: FrameTalkOptions): void {
  const newest = useRef(options)
  newest.current = options
  /** The origin that said hello; nothing is told before, nor to any other. */
  const listener = useRef<string | null>(null)
  const { video, state } = options
  const told = JSON.stringify(state)

  useEffect(() => {
    if (window.parent === window) return
    const listen = (event: MessageEvent) => {
      if (event.source !== window.parent) return
      const command = commandSchema.safeParse(event.data)
      if (!command.success) return
      if (command.data.do !== 'hello') return newest.current.onCommand(command.data)
      listener.current = event.origin
      tell(listener.current, { tell: 'ready' })
      tell(listener.current, { tell: 'state', ...newest.current.state })
    }
    addEventListener('message', listen)
    return () => removeEventListener('message', listen)
  }, [])

  useEffect(() => {
    tell(listener.current, { tell: 'state', ...JSON.parse(told) })
  }, [told])

  useEffect(() => {
    if (!video) return
    const end = () => tell(listener.current, { tell: 'ended' })
    const timer = setInterval(() => {
      if (video.paused || video.readyState === 0) return
      const behind = newest.current.behindSeconds()
      const duration = behind === null && Number.isFinite(video.duration) ? video.duration : null
      tell(listener.current, { tell: 'time', at: video.currentTime, duration, behind })
    }, TIME_EVERY_MS)
    video.addEventListener('ended', end)
    return () => {
      clearInterval(timer)
      video.removeEventListener('ended', end)
    }
  }, [video])
}

/** A page without an origin of its own (a sandboxed frame, a file) says `null`, and can only be told by `*`. */
function tell(origin: string | null, told: Told): void {
  if (origin === null) return
  window.parent.postMessage({ shoal: 1, ...told }, origin === 'null' ? '*' : origin)
}
