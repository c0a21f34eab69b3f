/** What helping means for a viewer right now: its wish, and whatever allows less, as the name of a message. Pure. */

import type { PlaybackEvent } from '@shoal/player/playback'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { ViewerGroup } from '@shoal/protocol/ticket'

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

/** A message under `watch.helping`. */
export type HelpingMessage =
  | `means.${P2pMode}`
  | `limited.${Exclude<P2pMode, 'off'>}`
  | `hindered.${NonNullable<Hindrance>}`
  | 'control'
  | 'offHere'
  | 'offNow'

export function explainHelping({ wish, granted, actual, hindrance }: Helping): HelpingMessage {
  if (wish === 'off' || granted === null) return `means.${wish}`
  if (granted.group === 'control') return 'control'
  if (granted.mode === 'off') return 'offHere'
  if (actual === 'off') return 'offNow'
  if (granted.mode !== wish && wish === 'on') return `limited.${granted.mode}`
  if (wish === 'on' && hindrance !== null) return `hindered.${hindrance}`
  return `means.${wish}`
}
