/** Which broadcast and epoch the player should be on, given what the channel does. Pure. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'

/** What a channel does, without what is written of it. */
export type ChannelMoment = WithoutWords<ChannelEvent>
type WithoutWords<E> = E extends unknown ? Omit<E, 'about' | 'next'> : never

export type EngineTarget = { broadcastId: string; epoch: number }

/**
 * A new broadcast or epoch takes over once it can be fetched. One that has ended, or one that is not ready yet, leaves
 * the picture that there is, so that its last seconds can be seen.
 */
export function selectTarget(current: EngineTarget | null, event: ChannelMoment): EngineTarget | null {
  if (event.state !== 'live' && event.state !== 'interrupted') return current
  if (current?.broadcastId === event.broadcastId && current.epoch === event.epoch) return current
  return { broadcastId: event.broadcastId, epoch: event.epoch }
}
