/** Reads another server's playlist, and says whether what it lists can be shared. Pure. */

import { type Unshareable, unshareableSchema } from '@shoal/protocol/ingest-command'
import { parse, setOptions } from 'hls-parser'
import { z } from 'zod'
import type { VariantRung } from '../hls/playlists.ts'

setOptions({ silent: true }) // it would write to the console what it does not like

export type ForeignRung = VariantRung & { url: string }

export type ForeignSegment = {
  sequence: number
  url: string
  /** Null where each segment has all that a decoder needs, as MPEG transport streams do. */
  initUrl: string | null
  durationSeconds: number
  discontinuitySequence: number
  isDiscontinuity: boolean
  programDateTimeMs: number | null
  isGap: boolean
}

export type ForeignPlaylist =
  | { kind: 'multivariant'; rungs: [ForeignRung, ...ForeignRung[]] }
  | { kind: 'media'; targetSeconds: number; isOver: boolean; segments: ForeignSegment[] }

export class UnshareableError extends Error {
  override name = 'UnshareableError'
  readonly why: Unshareable

  constructor(why: Unshareable, options?: ErrorOptions) {
    super(`it cannot be shared: ${why}`, options)
    this.why = unshareableSchema.parse(why)
  }
}

/** As many as anybody has; each may be held in memory at one time. */
const MOST_RUNGS = 12
const NAME_LENGTH = 12

const renditionsSchema = z.array(z.object({ uri: z.string().optional() }))
const multivariantSchema = z.object({
  sessionKeyList: z.array(z.unknown()),
  variants: z.array(
    z.object({
      uri: z.string().min(1),
      isIFrameOnly: z.boolean().default(false),
      bandwidth: z.int().min(1),
      averageBandwidth: z.int().min(1).optional(),
      codecs: z.string().default(''),
      resolution: z.object({ width: z.int().min(1), height: z.int().min(1) }).optional(),
      frameRate: z.number().positive().optional(),
      ...{ audio: renditionsSchema, video: renditionsSchema, subtitles: renditionsSchema },
    }),
  ),
})
const rangeSchema = z.unknown().optional()
const mediaSchema = z.object({
  targetDuration: z.number().positive().max(60),
  endlist: z.boolean(),
  segments: z.array(
    z.object({
      uri: z.string().default(''),
      duration: z.number().positive().max(120).optional(),
      mediaSequenceNumber: z.int().min(0).max(9_000_000_000),
      discontinuitySequence: z.int().min(0),
      discontinuity: z.boolean().default(false),
      programDateTime: z.date().optional(),
      gap: z.boolean().default(false),
      key: z.object({ method: z.string() }).nullish(),
      byterange: rangeSchema,
      map: z.object({ uri: z.string(), byterange: rangeSchema }).nullish(),
    }),
  ),
})

/**
 * @param url of the playlist: what it lists is relative to it.
 * @throws UnshareableError
 */
export function readForeign(text: string, url: string): ForeignPlaylist {
  let parsed: unknown
  try {
    parsed = text.trimStart().startsWith('#EXTM3U') ? parse(text) : null
  } catch (error) {
    throw new UnshareableError('no-playlist', { cause: error })
  }
  const multivariant = multivariantSchema.safeParse(parsed)
  if (multivariant.success) return readMultivariant(multivariant.data, url)
  const media = mediaSchema.safeParse(parsed)
  if (!media.success) throw new UnshareableError('no-playlist', { cause: media.error })
  return readMedia(media.data, url)
}

function readMultivariant(
  { variants, sessionKeyList }: z.output<typeof multivariantSchema>,
  base: string,
): ForeignPlaylist {
  if (sessionKeyList.length > 0) throw new UnshareableError('encrypted')
  const shown = variants.filter(({ isIFrameOnly }) => !isIFrameOnly).slice(0, MOST_RUNGS)
  const tracks = shown.flatMap(({ audio, video, subtitles }) => [...audio, ...video, ...subtitles])
  // a rung that named the sound's own playlist would play without it, and so would one that left its words out
  if (tracks.some(({ uri }) => uri !== undefined)) throw new UnshareableError('separate-tracks')
  const names = new Set<string>()
  const [first, ...others] = shown.map(({ uri, bandwidth, averageBandwidth, codecs, resolution, frameRate }) => {
    const all = codecs.split(',').map((codec) => codec.trim())
    const name = freeName(resolution ? `${resolution.height}p` : 'rung', names)
    return {
      ...{ name, url: absolute(uri, base), bandwidth, averageBandwidth: averageBandwidth ?? bandwidth },
      ...{ width: resolution?.width ?? null, height: resolution?.height ?? null },
      frameRate: frameRate?.toFixed(3) ?? null,
      videoCodec: all.find((codec) => codec !== '' && !isSound(codec)) ?? null,
      audioCodec: all.find(isSound) ?? null,
    }
  })
  if (!first) throw new UnshareableError('no-playlist')
  return { kind: 'multivariant', rungs: [first, ...others] }
}

function readMedia(
  { targetDuration, endlist, segments }: z.output<typeof mediaSchema>,
  base: string,
): Extract<ForeignPlaylist, { kind: 'media' }> {
  const whole = segments.filter(({ uri, duration }) => uri !== '' && duration !== undefined) // the last may be parts alone
  if (whole.some(({ key }) => key && key.method !== 'NONE')) throw new UnshareableError('encrypted')
  if (whole.some(({ byterange, map }) => byterange || map?.byterange)) throw new UnshareableError('byte-ranges')
  return {
    ...{ kind: 'media', targetSeconds: Math.ceil(targetDuration), isOver: endlist },
    segments: whole.map(({ uri, map, duration = 0, programDateTime, ...one }) => ({
      sequence: one.mediaSequenceNumber,
      ...{ url: absolute(uri, base), initUrl: map ? absolute(map.uri, base) : null, durationSeconds: duration },
      ...{ discontinuitySequence: one.discontinuitySequence, isDiscontinuity: one.discontinuity, isGap: one.gap },
      programDateTimeMs: programDateTime ? programDateTime.getTime() : null,
    })),
  }
}

function absolute(uri: string, base: string): string {
  const url = URL.parse(uri, base)
  if (!url) throw new UnshareableError('no-playlist')
  return url.href
}

function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted.slice(0, NAME_LENGTH)
  let name = base
  for (let i = 2; taken.has(name); i++) name = `${base}x${i}`
  taken.add(name)
  return name
}

function isSound(codec: string): boolean {
  return /^(mp4a|ac-3|ec-3|ac-4|opus|flac|alac|mp3)/i.test(codec)
}
