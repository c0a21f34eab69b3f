/** What the picture shows, given what the channel does and what the viewer wants. Pure. */

import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { asChannelEvent } from '../recordings/as-channel-event.ts'
import type { ChannelMoment, EngineTarget } from './engine-target.ts'

/** A broadcast as a whole: its recording, or its past while it is live. */
export type Past = {
  broadcastId: string
  /** Where it starts, Unix milliseconds; null is the beginning. */
  startMs: number | null
  /** Whether it plays at once. */
  plays: boolean
}

export type Scene =
  | { kind: 'cover' }
  | { kind: 'live'; target: EngineTarget }
  /** `isRecording` once it is whole: before, it grows at its end and shrinks at its beginning. */
  | { kind: 'past'; past: Past; isRecording: boolean }

export type SceneFacts = {
  event: ChannelMoment
  /** What the player is on, or was last. */
  target: EngineTarget | null
  /** The last seconds of an ended broadcast have been seen. */
  hasPlayedOut: boolean
  /** What the viewer went back to: it stays, whatever the channel does. */
  chosen: Past | null
}

export function selectScene({ event, target, hasPlayedOut, chosen }: SceneFacts): Scene {
  if (chosen) return { kind: 'past', past: chosen, isRecording: isRecorded(event, chosen.broadcastId) }
  const isOnTarget = target !== null && event.state !== 'offline' && event.broadcastId === target.broadcastId
  const isSeen = hasPlayedOut || !isOnTarget
  if (event.state === 'ended' && event.recording === 'ready' && isSeen) {
    return { kind: 'past', past: { broadcastId: event.broadcastId, startMs: null, plays: false }, isRecording: true }
  }
  const isNextStarting = event.state === 'starting' && !isOnTarget
  if (target === null || hasPlayedOut || isNextStarting) return { kind: 'cover' }
  return { kind: 'live', target }
}

/**
 * The event of the broadcast that the picture shows: of one that the viewer stayed with, its channel tells nothing any
 * more. `told` is what was told of it last.
 */
export function selectWatched({ event, scene, told }: { event: ChannelEvent; scene: Scene; told: ChannelEvent }) {
  if (scene.kind !== 'past' || isOf(event, scene.past.broadcastId) || !isOf(told, scene.past.broadcastId)) return event
  const { broadcastId, about, isGuarded = false } = told
  return asChannelEvent({ broadcastId, about, isGuarded })
}

/** A broadcast that is not the channel's latest any more is over. */
function isRecorded(event: ChannelMoment, broadcastId: string): boolean {
  if (!isOf(event, broadcastId)) return true
  return event.state === 'ended' && event.recording === 'ready'
}

type OfBroadcast<E> = Extract<E, { broadcastId: string }>

function isOf<E extends ChannelMoment>(event: E, broadcastId: string): event is OfBroadcast<E> {
  return event.state !== 'offline' && event.broadcastId === broadcastId
}
