import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type WireMessage } from './wire.ts'

const key = fc
  .tuple(fc.integer({ min: 1, max: 99_999 }), fc.constantFrom('720p', 'audio', 'a'), fc.nat(9_999_999))
  .map((parts) => parts.join('/'))
const piece = fc.nat(65_535)
const bytes = fc.uint8Array({ minLength: 1, maxLength: 16_384 }).map((array) => new Uint8Array(array))

const have = fc
  .tuple(key, fc.integer({ min: 1, max: 10_000_000 }), fc.boolean())
  .map(([name, segmentBytes, hashed]) => {
    const count = Math.ceil(segmentBytes / 32_768)
    const pieces = new Uint8Array(Math.ceil(count / 8)).fill(0xa5)
    return {
      kind: 'have',
      key: name,
      segmentBytes,
      pieces,
      hashes: hashed ? new Uint8Array(count * 16).fill(7) : null,
    } as const
  })
const message: fc.Arbitrary<WireMessage> = fc.oneof(
  fc.record({ kind: fc.constant('hello' as const), gives: fc.boolean(), uplinkKbps: fc.nat(4_000_000) }),
  fc.record({ kind: fc.constant('fetching' as const), key }),
  have,
  fc.record({ kind: fc.constant('more' as const), key, pieces: fc.array(piece, { minLength: 1, maxLength: 50 }) }),
  fc.record({ kind: fc.constant('gone' as const), keys: fc.array(key, { minLength: 1, maxLength: 30 }) }),
  fc.record({ kind: fc.constantFrom('request' as const, 'cancel' as const), key, piece }),
  fc.record({
    kind: fc.constant('refuse' as const),
    key,
    piece,
    reason: fc.constantFrom('busy' as const, 'absent' as const),
  }),
  fc.record({ kind: fc.constant('data' as const), key, piece, offset: fc.nat(32_768), bytes }),
)

describe('a message between viewers', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeMessage(encodeMessage(sent))).toEqual(sent)
      }),
    )
  })

  it('is nothing when it is junk, and never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
        const read = decodeMessage(new Uint8Array(junk))
        if (read) expect(decodeMessage(encodeMessage(read))).toEqual(read)
      }),
      { numRuns: 2000 },
    )
  })

  it('is nothing when an honest one was cut short or changed in its key', () => {
    const honest = encodeMessage({ kind: 'request', key: '1/720p/42', piece: 3 })
    for (let length = 0; length < honest.length; length++) expect(decodeMessage(honest.slice(0, length))).toBeNull()
    const changed = honest.slice()
    changed[2] = '/'.charCodeAt(0)
    expect(decodeMessage(changed)).toBeNull()
  })

  it('cannot tell of a segment without pieces, of one too large to be, or of more pieces than it has', () => {
    const telling = (segmentBytes: number, pieces: number) =>
      decodeMessage(
        encodeMessage({ kind: 'have', key: '1/720p/1', segmentBytes, pieces: new Uint8Array(pieces), hashes: null }),
      )
    expect(telling(0, 0)).toBeNull()
    expect(telling(100_000_000, 382)).toBeNull()
    expect(telling(40_000, 2)).toBeNull()
    expect(telling(40_000, 1)).not.toBeNull()
  })
})
