/** Closed captions as encoders write them (CTA-608): the bytes of a caption, and the message that carries them in H.264. */

const POP_ON = [0x14, 0x20] // resume caption loading
const ERASE_UNSEEN = [0x14, 0x2e]
const SHOW = [0x14, 0x2f] // end of caption
export const ERASE = [0x14, 0x2c]
/** Preamble address codes: the first letter's place. */
const ROW_1 = [0x11, 0x40]
const ROW_15 = [0x14, 0x70]

/** All of a caption that appears at once, at the bottom or the top. */
export function captionBytes(text: string, { isTop = false } = {}): number[] {
  const letters = [...new TextEncoder().encode(text.length % 2 === 0 ? text : `${text} `)]
  return [...POP_ON, ...ERASE_UNSEEN, ...(isTop ? ROW_1 : ROW_15), ...letters, ...SHOW]
}

/** What `cc_data()` of ATSC A/53 says of these pairs of the first field; without any, that nobody speaks. */
export function captionData(pairs: readonly number[]): Uint8Array {
  const all = pairs.length > 0 ? pairs : [0, 0]
  const triplets: number[] = []
  for (let at = 0; at < all.length; at += 2) triplets.push(0xfc, withParity(all[at] ?? 0), withParity(all[at + 1] ?? 0))
  return Uint8Array.from([0x40 | (all.length / 2), 0xff, ...triplets])
}

/** A NAL unit of H.264 with them (ITU-T T.35, GA94), without its start code. */
export function captionUnit(pairs: readonly number[]): Buffer {
  const payload = [0xb5, 0x00, 0x31, 0x47, 0x41, 0x39, 0x34, 0x03, ...captionData(pairs), 0xff]
  return Buffer.from([0x06, 0x04, payload.length, ...payload, 0x80])
}

/** Each byte has an odd number of ones. */
function withParity(byte: number): number {
  let ones = 0
  for (let bit = 0; bit < 7; bit += 1) ones += (byte >> bit) & 1
  return ones % 2 === 1 ? byte : byte | 0x80
}
