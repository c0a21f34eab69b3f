/** What keeps `<shoal-player>` from playing, and what it says of it over the picture. Pure. */

import type { FatalReason } from '../playback.ts'

/** `bad-address`: an attribute is none that could be asked. `not-found`: the server tells nothing of the channel. */
export type Problem = FatalReason | 'bad-address' | 'not-found'

/** In the visitor's language where a server told them; a playlist by itself comes without words. */
export type ProblemWords = { failed?: string | undefined; unsupported?: string | undefined }

/** Neither another try nor a press of play changes anything. */
export function isHopeless(problem: Problem): boolean {
  return problem === 'bad-address' || problem === 'not-supported'
}

export function sayProblem(problem: Problem, words: ProblemWords = {}): string {
  // who wrote the page reads this one
  if (problem === 'bad-address') return 'The address of this player is none'
  if (problem === 'not-supported') return words.unsupported ?? 'This browser cannot play it'
  return words.failed ?? 'It cannot be played at the moment. It is tried again by itself.'
}
