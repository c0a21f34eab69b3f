import { expect, it } from 'vitest'
import { videoPacket } from '../testing/media-packets.ts'
import { PictureTimes } from './picture-times.ts'

it('knows which key frames become pictures, however late they come', () => {
  const times = new PictureTimes(0, { isOfKeyFrames: true })
  for (let ms = 0; ms <= 40_000; ms += 500) times.noteFed(videoPacket(ms, { isKey: ms % 4000 === 0 }), ms)
  expect([0, 1, 2].map(() => times.next(40_000))).toEqual([0, 12_000, 24_000])
})

it('takes other pictures to be from about now, and the first from the start', () => {
  const times = new PictureTimes(1500, { isOfKeyFrames: false })
  expect(times.next(3000)).toBe(1500)
  expect(times.next(11_600)).toBe(11_600)
})
