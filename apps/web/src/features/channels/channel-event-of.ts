/** A channel's latest broadcast, in the words of the event that watch pages get. */

import type { ChannelState } from '@shoal/db/channel-states'
import type { ChannelEvent, RecordingOutcome } from '@shoal/protocol/channel-event'
import { needsTicket } from '@shoal/protocol/privacy'
import { isToCome } from './announcement.ts'

export function channelEvent(
  channel: Pick<ChannelState, 'broadcast' | 'rewindSeconds' | 'next'> | undefined,
  nowMs = Date.now(),
): ChannelEvent {
  const latest = channel?.broadcast
    ? { startedAtMs: channel.broadcast.startedAtMs, isOn: channel.broadcast.state !== 'ended' }
    : null
  const next = channel?.next && isToCome(channel.next.atMs, { latest, nowMs }) ? channel.next : null
  if (!channel?.broadcast) return { state: 'offline', next }
  const { id: broadcastId, epoch, state, recording, title, category, description, startedAtMs } = channel.broadcast
  const about = { title, category, description, startedAtMs }
  const isGuarded = needsTicket(channel.broadcast.privacy)
  const told = { broadcastId, epoch, about, ...(isGuarded ? { isGuarded } : {}) }
  if (state === 'ended') return { state, ...told, recording: outcomeOf(recording), next }
  return { state, ...told, rewindSeconds: channel.rewindSeconds }
}

type RecordingState = NonNullable<ChannelState['broadcast']>['recording']

function outcomeOf(recording: RecordingState): RecordingOutcome {
  if (recording === 'ready') return 'ready'
  return recording === 'recording' ? 'pending' : 'none'
}
