/** A channel's latest broadcast, in the words of the event that watch pages get. */

import type { BroadcastState } from '@shoal/protocol/broadcast-state'
import type { ChannelEvent } from '@shoal/protocol/channel-event'

export function channelEvent(broadcast: { id: string; state: BroadcastState; epoch: number } | null): ChannelEvent {
  if (!broadcast) return { state: 'offline' }
  return { state: broadcast.state, broadcastId: broadcast.id, epoch: broadcast.epoch }
}
