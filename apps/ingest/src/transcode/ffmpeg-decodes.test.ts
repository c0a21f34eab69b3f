import { expect, it } from 'vitest'
import { readDecoders } from './ffmpeg-decodes.ts'

const LISTING = ` V..... = Video
 ------
 VFS..D h264                 H.264 / AVC / MPEG-4 AVC / MPEG-4 part 10
 V....D av1                  Alliance for Open Media AV1
 VFS..D hevc                 HEVC (High Efficiency Video Coding)
 A....D aac                  AAC (Advanced Audio Coding)
`

it('reads what an ffmpeg decodes', () => {
  const canDecode = readDecoders(LISTING)
  expect([canDecode('H.264'), canDecode('H.265'), canDecode('VP9')]).toEqual([true, true, false])
})

it('does not count the AV1 decoder that needs a graphics card', () => {
  expect(readDecoders(LISTING)('AV1')).toBe(false)
  expect(readDecoders(`${LISTING} V.....  libdav1d  dav1d AV1 decoder\n`)('AV1')).toBe(true)
})
