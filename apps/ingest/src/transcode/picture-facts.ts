/** What a codec's configuration says about the picture, whichever codec it is. */

export type PictureSize = { width: number; height: number }
export type PictureFacts = PictureSize & {
  /** The codec's own numbers, such as 100 and 41 for H.264's High 4.1; null when they can't be read. */
  profile: number | null
  level: number | null
  chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4' | null
  bitDepth: number | null
  /** Whether it may be sent in fields. */
  isInterlaced: boolean | null
}

const CHROMAS = ['4:0:0', '4:2:0', '4:2:2', '4:4:4'] as const

/** `chroma_format_idc`, the same number in H.264 and H.265. */
export function readChromaName(idc: number): PictureFacts['chroma'] {
  return CHROMAS[idc] ?? null
}
