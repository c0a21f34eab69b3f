/** What `<shoal-player>` plays, given its attributes and what the server tells. Pure. */

import { parseLivePath } from '@shoal/protocol/hls-path'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import * as z from 'zod/mini'
import { selectWish } from '../limits/select-wish.ts'
import { parseUrl } from '../parse-url.ts'

/** Where a Shoal server answers players on other pages. */
export type Server = { events: string; ticket: string; page: string }

/** From the address of a channel or a recording, such as `https://live.example/@harbour`; null where it is none. */
export function serverOf(address: string): Server | null {
  const url = parseUrl(address)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  const channel = /^\/(@[^/]+)\/?$/.exec(decoded(url.pathname))?.[1]
  const broadcast = /^\/watch\/([a-z0-9]{12,32})\/?$/.exec(url.pathname)?.[1]
  const target = channel ?? broadcast
  if (target === undefined) return null
  const base = `${url.origin}/embed/${encodeURIComponent(target)}`
  return { events: `${base}/events`, ticket: `${base}/ticket`, page: url.origin + url.pathname }
}

/** Where the rule of the server that gives these tickets is told; null where they come from elsewhere. */
export function eventsBeside(tickets: string): string | null {
  const url = parseUrl(tickets)
  return url && /^\/embed\/[^/]+\/ticket$/.test(url.pathname) ? tickets.replace(/ticket$/, 'events') : null
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** What the server tells of a channel; more than is read here. */
export type Told = {
  originUrl: string
  consent: 'ask' | 'notice' | 'off'
  event: {
    state: 'offline' | 'starting' | 'live' | 'interrupted' | 'ended'
    broadcastId?: string | undefined
    epoch?: number | undefined
    recording?: string | undefined
  } | null
  recording: string | null
}

export type ElementPlan =
  /** `deleted` is a recording that was there. */
  | { kind: 'wait'; state: 'offline' | 'starting' | 'ended' | 'deleted' }
  /** A plan with another key is another run of the player. */
  | { kind: 'live'; key: string }
  | { kind: 'past'; key: string; broadcastId: string }

/** @param last the key of what was played last */
export function planShoal({ event, recording }: Pick<Told, 'event' | 'recording'>, last: string | null): ElementPlan {
  const recorded =
    recording ?? (event?.state === 'ended' && event.recording === 'ready' ? event.broadcastId : undefined)
  if (recorded !== undefined) return { kind: 'past', key: pastKey(recorded), broadcastId: recorded }
  if (!event) return { kind: 'wait', state: 'deleted' }
  if (event.state === 'offline') return { kind: 'wait', state: 'offline' }
  if (event.state === 'ended' && last === pastKey(event.broadcastId)) return { kind: 'wait', state: 'deleted' }
  if (event.state === 'starting' || event.state === 'ended') return { kind: 'wait', state: event.state }
  return { kind: 'live', key: `${event.broadcastId}/${event.epoch}` }
}

const pastKey = (broadcastId?: string) => `${broadcastId}/past`

/** More of the same broadcast: cut anew, or its recording. */
export function goesOnAs(key: string | null, next: string): boolean {
  return key !== next && key?.split('/')[0] === next.split('/')[0]
}

/** What a viewer said to the question or the notice. `fine` is no yes: a server that asks first asks all the same. */
export const answerSchema = z.enum(['yes', 'fine', 'no'])
export type Answer = z.infer<typeof answerSchema>

const SAID: Record<Answer, P2pMode | null> = { yes: 'on', fine: null, no: 'off' }

/**
 * Which mode a viewer starts in. A page that names a mode has asked its own visitors; where it names none, a server that
 * asks first is waited for, and one that gives notice has it given.
 */
export function selectElementMode(options: {
  attribute: P2pMode | null
  /** Null until the server has told, and nothing is shared before. */
  consent: Told['consent'] | null
  answer: Answer | null
  isMetered: boolean
}): { mode: P2pMode; isAsked: boolean; isNoticed: boolean } {
  const { attribute, consent, answer, isMetered } = options
  const unsaid = { isAsked: false, isNoticed: false }
  if (consent === 'off' || attribute === 'off' || answer === 'no') return { mode: 'off', ...unsaid }
  if (attribute !== null) return { mode: attribute, ...unsaid }
  if (consent === null) return { mode: 'off', ...unsaid }
  return {
    mode: selectWish({ consent, said: answer && SAID[answer], isMetered }),
    isAsked: consent === 'ask' && answer !== 'yes',
    isNoticed: consent === 'notice' && answer === null,
  }
}

/**
 * Whether a playlist's segments can be had from strangers: those of a Shoal origin are named for their hash, so that
 * each byte can be checked. Nobody could check another server's, and so they come from that server alone.
 */
export function canBeShared(src: string): 'live' | 'past' | null {
  const path = parseLivePath(parseUrl(src)?.pathname ?? '')
  if (path?.kind === 'multivariant') return 'live'
  return path?.kind === 'whole-multivariant' ? 'past' : null
}
