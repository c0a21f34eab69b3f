/** What reads a channel's events, once there is one: a page that has just been opened has better things to do. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import type { Reads } from '../../ui/reads.ts'

export async function loadChannelEvent(): Promise<Reads<ChannelEvent>> {
  const { channelEventSchema } = await import('@shoal/protocol/channel-event')
  return channelEventSchema
}
