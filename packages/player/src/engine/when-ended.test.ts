import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { whenEnded } from './when-ended.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const playing = () => Object.assign(new EventTarget(), { ended: false })

it('waits for the last picture, and tells of it once', () => {
  const video = playing()
  const then = vi.fn()
  whenEnded(video, then)
  vi.advanceTimersByTime(5000)
  expect(then).not.toHaveBeenCalled()
  video.dispatchEvent(new Event('ended'))
  video.dispatchEvent(new Event('ended'))
  vi.advanceTimersByTime(60_000)
  expect(then).toHaveBeenCalledOnce()
})

it('waits for nothing where it has been seen, and not for ever where it is not', () => {
  const seen = vi.fn()
  whenEnded({ ...playing(), ended: true, addEventListener() {}, removeEventListener() {} }, seen)
  expect(seen).toHaveBeenCalledOnce()
  const paused = vi.fn()
  whenEnded(playing(), paused)
  vi.advanceTimersByTime(60_000)
  expect(paused).toHaveBeenCalledOnce()
})

it('can be called off', () => {
  const then = vi.fn()
  whenEnded(playing(), then)()
  vi.advanceTimersByTime(60_000)
  expect(then).not.toHaveBeenCalled()
})
