/** Random choices that a seed repeats (mulberry32). */

export type Random = {
  /** From 0 up to, not including, `end`. */
  int(end: number): number
  chance(probability: number): boolean
  pick<Item>(items: readonly Item[]): Item
  bytes(length: number): Buffer
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b_79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  const int = (end: number) => Math.floor(next() * end)
  return {
    int,
    chance: (probability) => next() < probability,
    pick(items) {
      const at = int(items.length)
      for (const item of items.slice(at, at + 1)) return item
      throw new RangeError('nothing to pick from')
    },
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length)
      for (let at = 0; at < length; at++) bytes[at] = int(256)
      return bytes
    },
  }
}
