import { expect, it } from 'vitest'
import { fuzzTracker } from './fuzz-tracker/fuzz-tracker.ts'
import { brokenBounds } from './fuzz-tracker/verdict.ts'

it('withstands thousands of messages that nobody should send, and viewers of another broadcast do not notice', async () => {
  const figures = await fuzzTracker({ messages: 20_000, seconds: 8, seed: 20_26, note: () => {} })
  expect(brokenBounds(figures), JSON.stringify(figures)).toEqual([])
})
