/** What is told of the broadcast that the picture shows, also once its channel has gone on to another one. */

'use client'

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { useState } from 'react'
import { type Scene, selectWatched } from './scene.ts'

export function useWatched(event: ChannelEvent, scene: Scene): ChannelEvent {
  const [told, setTold] = useState(event)
  const watched = selectWatched({ event, scene, told })
  // React's way to follow a prop: set while rendering, which renders again at once
  if (watched === event && told !== event) setTold(event)
  return watched
}
