import { expect, it } from 'vitest'
import { isHopeless, sayProblem } from './problem.ts'

it('says in the server’s words that it is tried again, or that it is of no use', () => {
  const words = { failed: 'Gleich noch einmal', unsupported: 'Nicht in diesem Browser' }
  for (const problem of ['network', 'media', 'ticket-refused', 'not-found'] as const) {
    expect([sayProblem(problem, words), isHopeless(problem)]).toEqual([words.failed, false])
  }
  expect([sayProblem('not-supported', words), isHopeless('not-supported')]).toEqual([words.unsupported, true])
})

it('has words of its own for a playlist by itself', () => {
  expect(sayProblem('network')).toContain('tried again')
  expect([sayProblem('bad-address'), isHopeless('bad-address')]).toEqual(['The address of this player is none', true])
})
