/** Bytes a little different from good ones. */

import type { Random } from './random.ts'

const EDGES = [0, 1, 0x7f, 0x80, 0xff]

export function mutate(random: Random, bytes: Buffer): Buffer {
  let mutated: Buffer = Buffer.from(bytes)
  for (let count = 1 + random.int(4); count > 0; count--) mutated = mutateOnce(random, mutated)
  return mutated
}

function mutateOnce(random: Random, bytes: Buffer): Buffer {
  if (bytes.length === 0) return random.bytes(random.int(8))
  const at = random.int(bytes.length)
  const length = Math.min(1 + random.int(16), bytes.length - at)
  switch (random.int(6)) {
    case 0: // a bit
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8))
      return bytes
    case 1: // a run of one byte that often means something
      return bytes.fill(random.pick(EDGES), at, at + length)
    case 2: // something left out
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)])
    case 3: // something put in
      return Buffer.concat([bytes.subarray(0, at), random.bytes(length), bytes.subarray(at)])
    case 4: // something twice
      return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)])
    default:
      return bytes.subarray(0, at)
  }
}
