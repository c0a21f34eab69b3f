import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { contentHash } from './content-hash.ts'

it('is the first 16 bytes of the digest as Node writes base64url', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const digest = createHash('sha256').update(bytes).digest()
      expect(contentHash(digest)).toBe(digest.subarray(0, 16).toString('base64url'))
    }),
  )
})

it('refuses a digest of another length', () => {
  expect(() => contentHash(new Uint8Array(20))).toThrow(RangeError)
})
