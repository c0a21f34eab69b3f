import { expect, it } from 'vitest'
import { readCodecs } from './codecs.ts'

function box(type: string, ...bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(8 + body.length)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

function track(entry: Buffer): Buffer {
  const stsd = box('stsd', Buffer.alloc(8), entry)
  return box('trak', box('tkhd', Buffer.alloc(20)), box('mdia', box('minf', box('stbl', stsd))))
}

const avc1 = box('avc1', Buffer.alloc(78), box('avcC', Buffer.from('0164001fffe1', 'hex')))
const esds = box(
  'esds',
  Buffer.from('00000000038080802200020004808080144015000000000000000000000005808080021190', 'hex'),
)
const mp4a = box('mp4a', Buffer.alloc(28), esds)

it('reads H.264 and AAC', () => {
  const init = Buffer.concat([box('ftyp'), box('moov', track(avc1), track(mp4a))])
  expect(readCodecs(init)).toEqual({ video: 'avc1.64001f', audio: 'mp4a.40.2' })
})

it('finds nothing in bytes that are no boxes', () => {
  expect(readCodecs(Buffer.from('00000004ffffffff00000001', 'hex'))).toEqual({ video: null, audio: null })
})
