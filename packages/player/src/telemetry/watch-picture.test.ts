import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchPicture } from './watch-picture.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const SILENT = { onFirstFrame() {}, onStall() {}, onStallOver() {} }

/** A picture that has played for ten seconds, looked at each five. */
function playing() {
  const video = Object.assign(new EventTarget(), { seeking: false, ended: false, videoWidth: 0 })
  const picture = watchPicture(video as unknown as HTMLVideoElement, SILENT)
  video.dispatchEvent(new Event('playing'))
  for (const _ of [1, 2]) {
    vi.advanceTimersByTime(5000)
    picture.totals()
  }
  return { video, picture }
}

it('plays and stalls no longer than its device is awake, and its page not frozen', () => {
  const { video, picture } = playing()
  vi.advanceTimersByTime(8 * 3600_000)
  video.dispatchEvent(new Event('waiting')) // the first that is heard of it
  vi.advanceTimersByTime(1000)
  expect(picture.totals()).toEqual({ playedMs: 10_000, stalledMs: 1000, stalls: 1 })
  vi.advanceTimersByTime(3600_000)
  expect(picture.totals()).toMatchObject({ stalledMs: 1000 })
})

it('takes a page in the background for no sleeper, whose timers come each minute', () => {
  const { picture } = playing()
  vi.advanceTimersByTime(60_000)
  expect(picture.totals()).toMatchObject({ playedMs: 70_000 })
})
