/** Which pieces of a segment somebody has: a bit each, the first in the highest bit of the first byte. */

export function emptyBitmap(count: number): Uint8Array {
  return new Uint8Array(Math.ceil(count / 8))
}

export function hasBit(bitmap: Uint8Array, index: number): boolean {
  return ((bitmap[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0
}

export function setBit(bitmap: Uint8Array, index: number): void {
  const at = index >> 3
  if (at < bitmap.length) bitmap[at] = (bitmap[at] ?? 0) | (0x80 >> (index & 7))
}

export function clearBit(bitmap: Uint8Array, index: number): void {
  const at = index >> 3
  if (at < bitmap.length) bitmap[at] = (bitmap[at] ?? 0) & ~(0x80 >> (index & 7))
}
