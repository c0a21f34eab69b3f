/** A channel's latest broadcast, in the words of the event that watch pages get. */

import type { ChannelState } from '@shoal/db/broadcasts'
import type { ChannelEvent, RecordingOutcome } from '@shoal/protocol/channel-event'

export function channelEvent(channel: Pick<ChannelState, 'broadcast' | 'rewindSeconds'> | undefined): ChannelEvent {
  if (!channel?.broadcast) return { state: 'offline' }
  const { id: broadcastId, epoch, state, recording } = channel.broadcast
  if (state === 'ended') return { state, broadcastId, epoch, recording: outcomeOf(recording) }
  return { state, broadcastId, epoch, rewindSeconds: channel.rewindSeconds }
}

type RecordingState = NonNullable<ChannelState['broadcast']>['recording']

function outcomeOf(recording: RecordingState): RecordingOutcome {
  if (recording === 'ready') return 'ready'
  return recording === 'recording' ? 'pending' : 'none'
}
