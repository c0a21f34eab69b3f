/** A channel's latest broadcast, in the words of the event that watch pages get. */

import type { ChannelState } from '@shoal/db/broadcasts'
import type { ChannelEvent, RecordingOutcome } from '@shoal/protocol/channel-event'

export function channelEvent(
  channel: Pick<ChannelState, 'broadcast' | 'rewindSeconds' | 'next'> | undefined,
  nowMs = Date.now(),
): ChannelEvent {
  const next = channel?.next && channel.next.atMs > nowMs - LATE_MS ? channel.next : null
  if (!channel?.broadcast) return { state: 'offline', next }
  const { id: broadcastId, epoch, state, recording, title, category, description, startedAtMs } = channel.broadcast
  const told = { broadcastId, epoch, about: { title, category, description, startedAtMs } }
  if (state === 'ended') return { state, ...told, recording: outcomeOf(recording), next }
  return { state, ...told, rewindSeconds: channel.rewindSeconds }
}

/** An announced broadcast that is late is still to come for so long. */
const LATE_MS = 3600_000

type RecordingState = NonNullable<ChannelState['broadcast']>['recording']

function outcomeOf(recording: RecordingState): RecordingOutcome {
  if (recording === 'ready') return 'ready'
  return recording === 'recording' ? 'pending' : 'none'
}
