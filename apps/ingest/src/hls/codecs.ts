/** Reads the CODECS of an init segment out of its bytes (RFC 6381; ISO/IEC 14496-12, -14, -15). */

export type Codecs = { video: string | null; audio: string | null }

type Box = { type: string; body: Buffer }

/** Bytes before the boxes inside: version and flags, entry count, fixed fields of a sample entry. */
const HEADER_BYTES: Record<string, number> = { stsd: 8, avc1: 78, mp4a: 28 }

export function readCodecs(init: Buffer): Codecs {
  const codecs: Codecs = { video: null, audio: null }
  for (const trak of boxesAt(init, ['moov', 'trak'])) {
    const [avcC] = boxesAt(trak, ['mdia', 'minf', 'stbl', 'stsd', 'avc1', 'avcC'])
    if (avcC && avcC.length >= 4) codecs.video ??= `avc1.${avcC.toString('hex', 1, 4)}`
    const [esds] = boxesAt(trak, ['mdia', 'minf', 'stbl', 'stsd', 'mp4a', 'esds'])
    const objectType = esds && readAudioObjectType(esds)
    if (objectType) codecs.audio ??= `mp4a.40.${objectType}`
  }
  return codecs
}

function boxesAt(bytes: Buffer, path: string[]): Buffer[] {
  const [type, ...rest] = path
  const bodies = [...readBoxes(bytes)].filter((box) => box.type === type).map(({ body }) => body)
  if (rest.length === 0) return bodies
  return bodies.flatMap((body) => boxesAt(body.subarray(HEADER_BYTES[type ?? ''] ?? 0), rest))
}

function* readBoxes(bytes: Buffer): Generator<Box> {
  let at = 0
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at)
    if (size < 8 || at + size > bytes.length) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), body: bytes.subarray(at + 8, at + size) }
    at += size
  }
}

/** The first five bits of the DecoderSpecificInfo (tag 5) are the audio object type (ISO/IEC 14496-3, 1.6.2.1). */
function readAudioObjectType(esds: Buffer): number | null {
  let at = 4
  while (at < esds.length) {
    const tag = esds[at++]
    let length = 0
    for (let more = true; more && at < esds.length; ) {
      const byte = esds.readUInt8(at++)
      length = length * 128 + (byte & 0x7f)
      more = (byte & 0x80) !== 0
    }
    if (tag === 5) return at < esds.length ? esds.readUInt8(at) >> 3 : null
    if (tag === 3) at += 3
    else if (tag === 4) at += 13
    else at += length
  }
  return null
}
