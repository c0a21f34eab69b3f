/** Chance that can be repeated: sfc32 (PractRand, C. Doty-Humphrey, 2010), seeded by one number. */

/** Numbers in [0, 1), the same ones for the same seed. */
export type Random = () => number

export function createRandom(seed: number): Random {
  let a = 0x9e3779b9 ^ seed
  let b = 0x243f6a88
  let c = 0xb7e15162
  let counter = 1
  const random = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 2 ** 32
  }
  for (let i = 0; i < 16; i++) random()
  return random
}
