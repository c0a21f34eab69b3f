/** Why a publisher is turned away: the outcome, and the words that its software and the studio show. */

export type Refusal =
  | 'missing-key'
  | 'unknown-key'
  | 'unknown-application'
  | 'revoked-key'
  | 'already-live'
  | 'ended-by-streamer'
  | 'too-many-broadcasts'
  | 'unsupported-source'
  | 'database-unavailable'
  | 'replaced'
  | 'server-stopped'

const WORDS: Record<Refusal, string> = {
  'missing-key': 'A stream key is missing.',
  'unknown-key': 'This stream key is not known.',
  'unknown-application': 'The server URL ends in /live.',
  'revoked-key': 'This stream key has been revoked.',
  'already-live': 'This channel is live already.',
  'ended-by-streamer': 'This broadcast was ended in the studio. Stop streaming, and start again after a moment.',
  'too-many-broadcasts': 'This server carries no more broadcasts at one time.',
  'unsupported-source': 'This source cannot be broadcast.',
  'database-unavailable': 'The server cannot check stream keys now. Try again soon.',
  replaced: 'A newer connection has taken over.',
  'server-stopped': 'The server is stopping.',
}

/** Guesses at keys, as against accidents of a publisher that has one. */
const GUESSES: ReadonlySet<Refusal> = new Set(['missing-key', 'unknown-key', 'unknown-application', 'revoked-key'])

export function describeRefusal(refusal: Refusal): string {
  return WORDS[refusal]
}

export function countsAsGuess(refusal: Refusal): boolean {
  return GUESSES.has(refusal)
}
