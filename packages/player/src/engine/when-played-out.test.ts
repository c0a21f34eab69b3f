import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { whenPlayedOut } from './when-played-out.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Buffered from 0 to 6, at 2. */
const playing = () => ({
  ...{ currentTime: 2, paused: false, playbackRate: 1 },
  buffered: { length: 1, start: () => 0, end: () => 6 },
})

it('waits until what is buffered has been seen, nearly', () => {
  const video = playing()
  const then = vi.fn()
  whenPlayedOut(video, then)
  vi.advanceTimersByTime(1000)
  expect(then).not.toHaveBeenCalled()
  video.currentTime = 5.8
  vi.advanceTimersByTime(100)
  expect(then).toHaveBeenCalledOnce()
  vi.advanceTimersByTime(10_000)
  expect(then).toHaveBeenCalledOnce()
})

it('waits for nothing where nothing moves or is there, and no longer than it takes', () => {
  const still = [
    { ...playing(), paused: true },
    { ...playing(), buffered: { length: 0, start: () => 0, end: () => 0 } },
  ]
  for (const video of still) {
    const then = vi.fn()
    whenPlayedOut(video, then)
    expect(then).toHaveBeenCalledOnce()
  }
  const then = vi.fn()
  whenPlayedOut(playing(), then) // and then it stands
  vi.advanceTimersByTime(6000)
  expect(then).toHaveBeenCalledOnce()
})

it('can be called off', () => {
  const then = vi.fn()
  whenPlayedOut(playing(), then)()
  vi.advanceTimersByTime(10_000)
  expect(then).not.toHaveBeenCalled()
})
