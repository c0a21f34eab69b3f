/** Reads and writes the boxes that an MP4 is made of (ISO/IEC 14496-12, 4.2). */

/** Bytes that are not what our ffmpeg was asked to write. */
export class BrokenMediaError extends Error {
  override name = 'BrokenMediaError'
}

export type Box = { type: string; body: Buffer }

export const BOX_HEAD_BYTES = 8
/** Bytes before the boxes inside: version and flags, entry count, fixed fields of a sample entry. */
const FIXED_BYTES: Record<string, number> = { stsd: 8, avc1: 78, mp4a: 28 }

/** @throws BrokenMediaError for a box that does not fit, 64-bit sizes included: nothing of ours is that large. */
export function* readBoxes(bytes: Buffer): Generator<Box> {
  let at = 0
  while (at < bytes.length) {
    const { type, size } = readBoxHead(bytes, at)
    if (at + size > bytes.length) throw new BrokenMediaError('a box is longer than what it is in')
    yield { type, body: bytes.subarray(at + BOX_HEAD_BYTES, at + size) }
    at += size
  }
}

/** `size` counts the head. */
export function readBoxHead(bytes: Buffer, at: number): { type: string; size: number } {
  if (at + BOX_HEAD_BYTES > bytes.length) throw new BrokenMediaError('a box ends inside its head')
  const size = bytes.readUInt32BE(at)
  if (size < BOX_HEAD_BYTES) throw new BrokenMediaError('a box has no size of its own')
  return { type: bytes.toString('latin1', at + 4, at + BOX_HEAD_BYTES), size }
}

/** The bodies of all boxes on this path, in order. */
export function findBoxes(bytes: Buffer, path: readonly string[]): Buffer[] {
  const [type, ...rest] = path
  const bodies: Buffer[] = []
  for (const box of readBoxes(bytes)) if (box.type === type) bodies.push(box.body)
  if (rest.length === 0) return bodies
  return bodies.flatMap((body) => findBoxes(body.subarray(FIXED_BYTES[type ?? ''] ?? 0), rest))
}

/** @throws BrokenMediaError when there is none, or it is shorter than `leastBytes`. */
export function findBox(bytes: Buffer, path: readonly string[], leastBytes = 0): Buffer {
  const [body] = findBoxes(bytes, path)
  if (!body || body.length < leastBytes) throw new BrokenMediaError(`no whole ${path.join('/')}`)
  return body
}

export function buildBox(type: string, ...bodies: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(BOX_HEAD_BYTES)
  head.writeUInt32BE(bodies.reduce((sum, body) => sum + body.length, BOX_HEAD_BYTES))
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, ...bodies])
}

/** A box that begins with a version and flags, then numbers of 32 bits. */
export function buildFullBox(type: string, versionAndFlags: number, ...fields: readonly number[]): Buffer {
  const body = Buffer.alloc(4 + 4 * fields.length)
  body.writeUInt32BE(versionAndFlags)
  for (const [i, field] of fields.entries()) body.writeUInt32BE(field >>> 0, 4 + 4 * i)
  return buildBox(type, body)
}
