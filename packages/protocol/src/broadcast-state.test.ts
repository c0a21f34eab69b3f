import { expect, it } from 'vitest'
import { advance, IllegalTransitionError } from './broadcast-state.ts'

it('lets a broadcast go live, be interrupted, come back and end', () => {
  expect(advance(advance(advance(advance('starting', 'live'), 'interrupted'), 'live'), 'ended')).toBe('ended')
})

it.each([
  ['ended', 'live'],
  ['starting', 'interrupted'],
  ['live', 'starting'],
  ['live', 'live'],
] as const)('does not let %s become %s', (from, to) => {
  expect(() => advance(from, to)).toThrow(IllegalTransitionError)
})
