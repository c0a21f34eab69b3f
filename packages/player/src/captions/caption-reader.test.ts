import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { captionBytes, captionData, ERASE } from '../testing/caption-bytes.ts'
import { findCaptionPairs } from './caption-pairs.ts'
import { type CaptionCue, readCaptions } from './caption-reader.ts'

const SEGMENT_SECONDS = 2

/** What is said in each segment, at so many seconds into it. */
type Said = Record<number, number[]>

function segmentsOf(...all: Said[]) {
  return all.map((said, number) => {
    const startSeconds = number * SEGMENT_SECONDS
    const samples = Object.entries(said).map(([at, bytes]) => ({
      pts: startSeconds + Number(at),
      bytes: captionData(bytes),
    }))
    return { endSeconds: startSeconds + SEGMENT_SECONDS, pairs: findCaptionPairs(samples) }
  })
}

/** The cues of the last one. */
function read(...all: Said[]): CaptionCue[] {
  const segments = segmentsOf(...all)
  const last = segments.pop()
  return last ? readCaptions(segments, last) : []
}

const texts = (cues: CaptionCue[]) => cues.map(({ text }) => text)
const HELLO = { 0: captionBytes('HELLO') }

it('makes a cue in each segment that a caption lasts through, until it is taken away', () => {
  expect(read(HELLO)).toMatchObject([{ channel: 'CC1', text: 'HELLO', row: 14, endSeconds: 2 }])
  expect(read(HELLO, {})).toEqual([{ channel: 'CC1', text: 'HELLO', row: 14, startSeconds: 2, endSeconds: 4 }])
  expect(read(HELLO, { 1: ERASE })).toMatchObject([{ text: 'HELLO', startSeconds: 2, endSeconds: 3 }])
  expect(read(HELLO, { 1: ERASE }, {})).toEqual([])
})

it('shows a caption that began a segment earlier', () => {
  const bytes = captionBytes('IN TWO PARTS')
  const parts = [{ 1.9: bytes.slice(0, 10) }, { 0.1: bytes.slice(10) }] as const
  expect(read(parts[0])).toEqual([])
  expect(texts(read(...parts))).toEqual(['IN TWO PARTS'])
})

it('shows one caption after the other', () => {
  const said = { 0: captionBytes('ONE'), 1: captionBytes('TWO') }
  const [one, two] = read(said)
  expect(texts(read(said))).toEqual(['ONE', 'TWO'])
  expect(one?.endSeconds).toBe(two?.startSeconds)
})

it('says which row a caption stands in', () => {
  expect(read({ 0: captionBytes('UP HERE', { isTop: true }) })).toMatchObject([{ text: 'UP HERE', row: 0 }])
})

it('finds none where an encoder only fills up', () => {
  expect(findCaptionPairs([{ pts: 0, bytes: captionData([]) }, { pts: 1 }])).toEqual([])
})

it('takes anything for captions that says it is', () => {
  vi.spyOn(console, 'log').mockImplementation(() => {}) // the parser tells of each letter without a place
  const messages = fc.array(fc.uint8Array({ maxLength: 90 }), { minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(messages, (all) => {
      const segments = all.map((bytes, i) => ({ endSeconds: i + 1, pairs: findCaptionPairs([{ pts: i, bytes }]) }))
      for (const [i, segment] of segments.entries()) {
        for (const { startSeconds, endSeconds } of readCaptions(segments.slice(0, i), segment)) {
          expect(endSeconds).toBeGreaterThan(startSeconds)
        }
      }
    }),
    { numRuns: 20 },
  )
})
