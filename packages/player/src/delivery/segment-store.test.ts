import { expect, it } from 'vitest'
import type { ListedSegment } from './segment.ts'
import { SegmentStore } from './segment-store.ts'

const SECONDS = 2
const LIVE = { isLive: true, isPast: false }
const PAST = { isLive: false, isPast: true }

/** Of one timeline, from `from` seconds on. */
function listing(epoch: number, from: number, count: number): ListedSegment[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `${epoch}/360p/${from / SECONDS + index}`,
    url: `https://live.example.org/${epoch}/360p/${from / SECONDS + index}.m4s`,
    number: from / SECONDS + index,
    startSeconds: from + index * SECONDS,
    durationSeconds: SECONDS,
    pieces: null,
  }))
}

function createStore() {
  const playhead = { seconds: 0 }
  const store = new SegmentStore({ positionSeconds: () => playhead.seconds, nowMs: () => 0, random: () => 0.5 })
  return { store, playhead, kept: () => [...store.entries.keys()] }
}

it('keeps what was played for peers that are further behind, and forgets it several at a time', () => {
  const { store, playhead, kept } = createStore()
  const all = listing(1, 0, 30)
  store.list(all.slice(0, 5), LIVE)
  playhead.seconds = 26
  store.list(all.slice(10, 18), LIVE)
  expect(store.takeOld()).toEqual([])
  playhead.seconds = 28.5
  expect(store.takeOld().map(({ segment }) => segment.startSeconds)).toEqual([0, 2, 4, 6])
  expect(kept()).toContain('1/360p/4')
})

it('keeps all that the first playlist lists, though no playhead is known yet', () => {
  const { store, kept } = createStore()
  const far = listing(1, 3600, 10)
  store.list(far, LIVE)
  for (const { url } of far) store.entryOf(url)
  expect(store.takeOld()).toEqual([])
  expect(kept()).toHaveLength(10)
})

it('forgets a timeline that is over when another begins at its start', () => {
  const { store, playhead, kept } = createStore()
  playhead.seconds = 3600
  store.list(listing(1, 3600, 10), LIVE)
  expect(kept()).toHaveLength(10)
  playhead.seconds = 0
  store.list(listing(2, 0, 6), LIVE)
  expect(store.takeOld()).toHaveLength(10)
  expect(kept()).toEqual(listing(2, 0, 6).map(({ key }) => key))
})

it('forgets what a jump in a recording left far ahead', () => {
  const { store, playhead } = createStore()
  playhead.seconds = 1000
  store.list(listing(1, 1000, 10), PAST)
  playhead.seconds = 0
  store.list(listing(1, 0, 6), PAST)
  expect(store.takeOld()).toHaveLength(10)
})

it('finds what is kept and listed no more, and enters what is listed and was forgotten', () => {
  const { store, playhead } = createStore()
  const all = listing(1, 0, 30)
  const urlOf = (number: number) => all[number]?.url ?? ''
  store.list(all.slice(0, 12), LIVE)
  playhead.seconds = 20
  store.list(all.slice(6, 18), LIVE)
  expect(store.entryOf(urlOf(5))?.segment.number).toBe(5)
  playhead.seconds = 40
  expect(store.takeOld().map(({ segment }) => segment.number)).toContain(7)
  expect([5, 7].map((number) => store.entryOf(urlOf(number))?.isOld)).toEqual([undefined, true])
})
