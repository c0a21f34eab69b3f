/** A channel's latest broadcast, in the words of the event that watch pages get. */

import type { ChannelState } from '@shoal/db/broadcasts'
import type { ChannelEvent, RecordingOutcome } from '@shoal/protocol/channel-event'
import { needsTicket } from '@shoal/protocol/privacy'

export function channelEvent(
  channel: Pick<ChannelState, 'broadcast' | 'rewindSeconds' | 'next'> | undefined,
  nowMs = Date.now(),
): ChannelEvent {
  const next = channel?.next && channel.next.atMs > nowMs - LATE_MS ? channel.next : null
  if (!channel?.broadcast) return { state: 'offline', next }
  const { id: broadcastId, epoch, state, recording, title, category, description, startedAtMs } = channel.broadcast
  const about = { title, category, description, startedAtMs }
  const isGuarded = needsTicket(channel.broadcast.privacy)
  const told = { broadcastId, epoch, about, ...(isGuarded ? { isGuarded } : {}) }
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
