import { expect, it } from 'vitest'
import { BrokenMediaError } from '../mp4/boxes.ts'
import { MpjpegReader } from './mpjpeg.ts'

const jpeg = (bytes: number, fill: number) => Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(bytes - 2, fill)])
/** As ffmpeg writes it: the boundary of the next picture comes with this one. */
const part = (picture: Buffer) => [
  Buffer.from(`Content-type: image/jpeg\r\nContent-length: ${picture.length}\r\n\r\n`),
  picture,
  Buffer.from('\r\n--ffmpeg\r\n'),
]

function read(bytes: Buffer, chunkBytes: number): Buffer[] {
  const pictures: Buffer[] = []
  const reader = new MpjpegReader((picture) => pictures.push(picture))
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes))
  return pictures
}

it.each([1, 10, 333, 100_000])('reads pictures out of chunks of %i bytes', (chunkBytes) => {
  const pictures = [jpeg(1000, 13), jpeg(2, 0), jpeg(5000, 10)]
  const bytes = Buffer.concat([Buffer.from('--ffmpeg\r\n'), ...pictures.flatMap(part)])
  expect(read(bytes, chunkBytes)).toEqual(pictures)
})

it.each([
  ['no length', Buffer.from('Content-type: image/jpeg\r\n\r\n')],
  ['too much length', Buffer.from('Content-length: 99999999\r\n\r\n')],
  ['a head without an end', Buffer.alloc(600, 65)],
  ['something that is no JPEG', Buffer.from('Content-length: 4\r\n\r\nGIF8')],
])('refuses %s', (_, bytes) => {
  expect(() => read(bytes, 64)).toThrow(BrokenMediaError)
})
