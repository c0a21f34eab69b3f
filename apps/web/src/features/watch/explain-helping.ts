/** What helping means for a viewer right now, in words: its wish, and whatever allows less. Pure. */

import type { PlaybackEvent } from '@shoal/player/playback'
import type { P2pMode, ViewerGroup } from '@shoal/protocol/ticket'

/** Why a viewer that may give does not; null where nothing keeps it from it. */
export type Hindrance = Extract<PlaybackEvent, { kind: 'giving' }>['because']

/** What a ticket says of it. `isRelayed`: viewers reach each other through the operator's relay, and see its address alone. */
export type Granted = { mode: P2pMode; group: ViewerGroup; isRelayed: boolean }

export type Helping = {
  wish: P2pMode
  /** By the newest ticket; null before there is one. */
  granted: Granted | null
  /** What the player does, where it plays. */
  actual: P2pMode | null
  hindrance: Hindrance
}

const MEANING: Record<P2pMode, string> = {
  on: 'You get parts of the picture from other viewers, and pass parts on to them.',
  'receive-only': 'You get parts of the picture from other viewers, and pass nothing on.',
  off: 'Everything comes from the server. No connection to another viewer is opened.',
}

const HINDERED: Record<NonNullable<Hindrance>, string> = {
  'mobile-data': 'while you are on mobile data',
  'data-saver': 'while your browser saves data',
  battery: 'while your battery is low',
  hidden: 'while this page is in the background',
  asleep: 'while this device sleeps',
}

export function explainHelping({ wish, granted, actual, hindrance }: Helping): string {
  if (wish === 'off' || granted === null) return MEANING[wish]
  if (granted.group === 'control') {
    return 'This time you are one of the few viewers who get everything from the server, so that the streamer can tell what helping changes. No connection to another viewer is opened.'
  }
  if (granted.mode === 'off') return 'On this server everything comes from the server itself.'
  if (actual === 'off') return 'At the moment everything comes from the server.'
  const isLimited = granted.mode !== wish && wish === 'on'
  if (isLimited) return `This server allows less: ${lowered(MEANING[granted.mode])}`
  if (wish === 'on' && hindrance !== null) {
    return `You get parts of the picture from other viewers. You pass nothing on ${HINDERED[hindrance]}.`
  }
  return MEANING[wish]
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}
