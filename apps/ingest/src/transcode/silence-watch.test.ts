import { expect, it } from 'vitest'
import { SilenceWatch } from './silence-watch.ts'

function feed(watch: SilenceWatch, fromMs: number, toMs: number): void {
  for (let ms = fromMs; ms <= toMs; ms += 40) watch.noteFed(ms)
}

it('is silent when nothing comes of 10 s of packets', () => {
  const watch = new SilenceWatch(0)
  feed(watch, 0, 9960)
  expect(watch.isSilent(9990)).toBe(false)
  feed(watch, 9960, 10_040)
  expect(watch.isSilent(10_040)).toBe(true)
})

it('is not silent when it writes', () => {
  const watch = new SilenceWatch(0)
  feed(watch, 0, 8000)
  watch.noteSign(8000)
  feed(watch, 8000, 17_000)
  expect(watch.isSilent(17_000)).toBe(false)
})

it('is not silent while the publisher is, nor right after', () => {
  const watch = new SilenceWatch(0)
  feed(watch, 0, 5000)
  expect(watch.isSilent(16_000)).toBe(false)
  feed(watch, 16_000, 20_000)
  expect(watch.isSilent(20_000)).toBe(false)
  feed(watch, 20_000, 26_040)
  expect(watch.isSilent(26_040)).toBe(true)
})
