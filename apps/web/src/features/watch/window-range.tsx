/** The slider through what viewers of a live broadcast can go back to; its end is live. */

'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { formatDuration } from '../../ui/figures.ts'

export type WindowRangeProps = {
  /** How far back it goes; it grows with the broadcast. */
  windowSeconds: () => number
  behindSeconds: () => number
  onSeek: (behindSeconds: number) => void
}

const EVERY_MS = 1000

export function WindowRange({ windowSeconds, behindSeconds, onSeek }: WindowRangeProps) {
  const words = useTranslations('watch.controls')
  const [at, setAt] = useState(() => ({ window: windowSeconds(), behind: behindSeconds() }))
  /** Where the handle is while it is held. */
  const [held, setHeld] = useState<number | null>(null)

  useEffect(() => {
    const look = () => setAt({ window: windowSeconds(), behind: behindSeconds() })
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [windowSeconds, behindSeconds])

  const most = Math.max(1, Math.round(at.window))
  const behind = Math.min(most, Math.max(0, held ?? at.behind))
  const time = formatDuration(behind * 1000)
  const text = behind < 1 ? words('live') : words('behindLive', { time })
  const share = ((most - behind) / most) * 100

  function settle() {
    if (held === null) return
    setAt((before) => ({ ...before, behind: held }))
    setHeld(null)
    onSeek(held)
  }

  return (
    <span className="relative flex h-8 w-full items-center">
      {held !== null && (
        <span
          aria-hidden
          className="pointer-events-none absolute -top-6 -translate-x-1/2 rounded bg-black/75 px-2 py-0.5 text-sm text-white tabular-nums"
          style={{ left: `${Math.min(94, Math.max(6, share))}%` }}
        >
          {behind < 1 ? words('live') : `−${time}`}
        </span>
      )}
      <input
        type="range"
        aria-label={words('window')}
        aria-valuetext={text}
        min={-most}
        max={0}
        step={1}
        value={-Math.round(behind)}
        onChange={(event) => setHeld(-event.target.valueAsNumber)}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
        className="window-range w-full"
        style={{ '--share': `${share}%` }}
      />
    </span>
  )
}

declare module 'react' {
  interface CSSProperties {
    '--share'?: string
  }
}
