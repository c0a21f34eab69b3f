/** A new ladder of a broadcast waits until the one before has been seen to its end: nothing is left out between. */

'use client'

import { whenPlayedOut } from '@shoal/player/engine/when-played-out'
import { useEffect, useState } from 'react'
import type { EngineTarget } from './engine-target.ts'

/** What the player should be on by now, of what it is to be on. */
export function useNextLadder(video: HTMLVideoElement | null, wanted: EngineTarget | null): EngineTarget | null {
  const [current, setCurrent] = useState(wanted)
  const isNextLadder = current?.broadcastId === wanted?.broadcastId && current?.epoch !== wanted?.epoch

  useEffect(() => {
    if (!isNextLadder) return
    if (video === null) return setCurrent(wanted)
    return whenPlayedOut(video, () => setCurrent(wanted))
  }, [video, wanted, isNextLadder])

  // React's way to follow a prop: set while rendering, which renders again at once
  if (current !== wanted && !isNextLadder) setCurrent(wanted)
  return isNextLadder ? current : wanted
}
