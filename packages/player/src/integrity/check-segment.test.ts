import { createHash } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { isNamedSegment } from './check-segment.ts'

const bytes = new TextEncoder().encode('a segment').buffer
const hash = contentHash(createHash('sha256').update('a segment').digest())
const folder = 'https://origin.example/live/abcdefghij0123456789/1/720p'

afterEach(() => vi.unstubAllGlobals())

describe.each(['in a secure context', 'where the browser has no crypto.subtle'])('%s', (where) => {
  it('takes the bytes that the URL names, and no others', async () => {
    if (where !== 'in a secure context') vi.stubGlobal('crypto', {})
    expect(await isNamedSegment(`${folder}/5-${hash}.m4s`, bytes)).toBe(true)
    expect(await isNamedSegment(`${folder}/5-${hash}.m4s?ticket=1`, bytes)).toBe(true)
    const flipped = Uint8Array.from(new Uint8Array(bytes), (byte, at) => (at === 3 ? byte ^ 1 : byte))
    expect(await isNamedSegment(`${folder}/5-${hash}.m4s`, flipped.buffer)).toBe(false)
  })
})

it.each([`${folder}/5.m4s`, `${folder}/init-${hash}.mp4`, `${folder}/index.m3u8`, 'blob:', ''])(
  'takes nothing under a URL that names no segment: %j',
  async (url) => expect(await isNamedSegment(url, bytes)).toBe(false),
)
