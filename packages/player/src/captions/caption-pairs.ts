/** Finds the bytes of closed captions in what a segment's pictures carry beside the picture. Pure. */

export type CaptionPairs = {
  /** Of the picture that brought them, on the video element's timeline. */
  seconds: number
  /** Bytes of the two fields of CTA-608, each in pairs. */
  fields: [number[], number[]]
}

/** A sample of hls.js; those without bytes are no captions. */
type UserData = { pts: number; bytes?: Uint8Array }

/** Type 2 and 3 of a triplet are CTA-708, the same words again (ATSC A/53 part 4, section 6.2.3). */
const TRIPLETS_AT = 2
const IS_VALID = 0b100
const TYPE = 0b11
const WITHOUT_PARITY = 0x7f

/** Empty where there are none: encoders fill up with zeros where nobody speaks. */
export function findCaptionPairs(samples: readonly UserData[]): CaptionPairs[] {
  return samples.flatMap(({ pts, bytes }) => {
    const fields: CaptionPairs['fields'] = [[], []]
    for (let at = TRIPLETS_AT; bytes && at + 2 < bytes.length; at += 3) {
      const [head = 0, first = 0, second = 0] = bytes.subarray(at, at + 3)
      const field = head & IS_VALID ? fields[head & TYPE] : undefined
      if ((first | second) & WITHOUT_PARITY) field?.push(first & WITHOUT_PARITY, second & WITHOUT_PARITY)
    }
    return fields.some(({ length }) => length > 0) ? [{ seconds: pts, fields }] : []
  })
}
