import { expect, it } from 'vitest'
import { fuzzIngest } from './fuzz/fuzz-ingest.ts'
import { brokenBounds } from './fuzz/verdict.ts'

it('withstands 10,000 messages that nobody should send, and another broadcast does not notice', async () => {
  const figures = await fuzzIngest({ messages: 10_000, seed: 20_26, note: () => {} })
  expect(brokenBounds(figures), JSON.stringify(figures)).toEqual([])
})
