import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ElsewhereWay } from './elsewhere-way.ts'

const SWARM = 'https://live.example'
const SRC = 'https://elsewhere.example/stream.m3u8'

/** Each answer to the question, the last one from then on; null is none. */
let answers: (object | null)[]
let asked: number
let heard: string[]
let way: ElsewhereWay

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('MediaSource', class {})
  asked = 0
  heard = []
  vi.stubGlobal('fetch', async () => {
    const answer = answers[Math.min(asked, answers.length - 1)]
    asked += 1
    return answer ? Response.json(answer) : Promise.reject(new TypeError('away'))
  })
  way = new ElsewhereWay({
    onFound: ({ page }) => heard.push(page),
    onPlain: (because, isNews) => heard.push(isNews ? `plain: ${because}` : because),
  })
})

afterEach(() => {
  way.end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('looks again for a server that was away, and says but once that it plays plainly', async () => {
  answers = [null, null, { target: '@tape' }]
  await way.find(SWARM, SRC)
  expect([heard, way.server]).toEqual([['plain: not-listed'], null])
  await vi.advanceTimersByTimeAsync(30_000)
  expect(heard).toEqual(['plain: not-listed', 'not-listed'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(heard.at(-1)).toBe(`${SWARM}/@tape`)
  expect(way.server?.ticket).toBe(`${SWARM}/embed/%40tape/ticket`)
})

it('waits longer each time that the swarm did not carry it', async () => {
  answers = [{ target: '@tape' }]
  await way.find(SWARM, SRC)
  way.refuse('network')
  await vi.advanceTimersByTimeAsync(30_000)
  expect(asked).toBe(2)
  way.refuse('network')
  await vi.advanceTimersByTimeAsync(29_000)
  expect(asked).toBe(2)
  await vi.advanceTimersByTimeAsync(31_000)
  expect(asked).toBe(3)
})

it.each(['recording', 'encrypted', 'media'])('looks no more where it was “%s”', async (because) => {
  answers = [{ target: '@tape' }]
  await way.find(SWARM, SRC)
  way.refuse(because)
  await vi.advanceTimersByTimeAsync(3600_000)
  expect(asked).toBe(1)
})

it('asks nobody once it is over', async () => {
  answers = [null]
  await way.find(SWARM, SRC)
  way.end()
  await vi.advanceTimersByTimeAsync(3600_000)
  expect(asked).toBe(1)
})
