import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { REST_AFTER_MS, watchRest } from './watch-rest.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function watched({ paused }: { paused: boolean }) {
  const heard: boolean[] = []
  const video = Object.assign(new EventTarget(), { paused })
  const watch = watchRest(video as unknown as HTMLVideoElement, (rests) => heard.push(rests))
  const hear = (name: string, laterMs = 0) => {
    vi.advanceTimersByTime(laterMs)
    video.dispatchEvent(new Event(name))
  }
  return { heard, hear, watch }
}

it('rests once a picture has been paused for long, until it plays again', () => {
  const { heard, hear } = watched({ paused: false })
  hear('pause')
  hear('play', REST_AFTER_MS - 1)
  vi.advanceTimersByTime(10 * REST_AFTER_MS)
  expect(heard).toEqual([])
  hear('pause')
  vi.advanceTimersByTime(REST_AFTER_MS)
  expect(heard).toEqual([true])
  hear('play')
  expect(heard).toEqual([true, false])
})

it('rests where a picture was never let play, and says no more once it is stopped', () => {
  const { heard, watch } = watched({ paused: true })
  vi.advanceTimersByTime(REST_AFTER_MS)
  expect(heard).toEqual([true])
  watch.stop()
  const stopped = watched({ paused: true })
  stopped.watch.stop()
  vi.advanceTimersByTime(REST_AFTER_MS)
  expect(stopped.heard).toEqual([])
})
