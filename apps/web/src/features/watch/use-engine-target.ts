/** The broadcast and epoch that the player should be on, following the channel. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useState } from 'react'
import { type EngineTarget, selectTarget } from './engine-target.ts'

export function useEngineTarget(event: ChannelEvent): EngineTarget | null {
  const [target, setTarget] = useState(() => selectTarget(null, event))
  const next = selectTarget(target, event)
  // React's way to follow a prop: set while rendering, which renders again at once
  if (next !== target) setTarget(next)
  return next
}
