import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { PIECE_BYTES, pieceCount, pieceRoot, pieceRootPreimage } from './pieces.ts'

const rootOf = (segmentBytes: number, hashes: Uint8Array) =>
  pieceRoot(createHash('sha256').update(pieceRootPreimage(segmentBytes, hashes)).digest())

describe('the root of a segment’s pieces', () => {
  it('changes with any piece, their order and the segment’s size', () => {
    const hashes = Uint8Array.from({ length: 48 }, (_, i) => i)
    const swapped = Uint8Array.from([...hashes.slice(16, 32), ...hashes.slice(0, 16), ...hashes.slice(32)])
    const roots = [
      rootOf(90_000, hashes),
      rootOf(90_001, hashes),
      rootOf(90_000, swapped),
      rootOf(90_000, hashes.slice(16)),
    ]
    expect(new Set(roots).size).toBe(4)
    for (const root of roots) expect(root).toMatch(/^[\w-]{22}$/)
  })

  it('is what it has always been: other versions’ playlists and peers go by it', () => {
    expect(rootOf(3, new Uint8Array(16).fill(1))).toBe('s2fXUg0g6EHrFqs-pqce7g')
  })

  it('covers every byte: the last piece is the shorter one', () => {
    expect(pieceCount(PIECE_BYTES)).toBe(1)
    expect(pieceCount(PIECE_BYTES + 1)).toBe(2)
    expect(pieceCount(1)).toBe(1)
  })
})
