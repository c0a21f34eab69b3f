/** What a publisher sends, found out from its first packets: codecs, size, frame rate, bit rate. */

import { type AudioFacts, readAacConfiguration, readFlvAudioFlags } from './audio-configuration.ts'
import { readAv1Configuration } from './av1-configuration.ts'
import type { FfmpegDecodes } from './ffmpeg-decodes.ts'
import { readHevcConfiguration } from './hevc-configuration.ts'
import { isSequenceHeader, type MediaPacket, readVideoTag, type VideoCodec, type VideoTag } from './media-packet.ts'
import { parseMetadata, type SourceMetadata } from './metadata.ts'
import type { PictureFacts } from './picture-facts.ts'
import { refuseAudio, refuseUndecodable, refuseVideo } from './refused-codecs.ts'
import { readSps } from './sps.ts'
import { VideoMeasure } from './video-measure.ts'

export type VideoSource = PictureFacts & {
  codec: VideoCodec
  /** Frames a second, 1 to 120: measured, or announced until then. */
  frameRate: number
  /** Whether pictures are shown in another order than they are sent in; null until enough were seen. */
  bFrames: boolean | null
  /** The longest distance between two key frames so far; null until two were seen. */
  keyFrameSeconds: number | null
  /** The larger of what is announced and what is measured; null when nobody knows. */
  bitrateKbps: number | null
}
export type AudioSource = AudioFacts & {
  codec: 'AAC' | 'MP3'
  /** As announced; null when nobody did. */
  bitrateKbps: number | null
}
export type Source = { video: VideoSource | null; audio: AudioSource | null }

export type SourceFinding =
  | { kind: 'pending' }
  | { kind: 'found'; source: Source }
  /** `detail` is for the streamer to read. */
  | { kind: 'unsupported'; detail: string }

const AAC = 10
const MP3 = [2, 14]
const FALLBACK_FRAME_RATE = 30
const LARGEST_SIDE = 8192

/**
 * Is given each packet until it knows; `settle` ends the waiting. It may be given more after that: what has to be
 * measured, such as the frame rate, is better known 2 s after the first bytes, when `settle` may be asked again.
 */
export class SourceProbe {
  readonly #readMetadata: (payload: Buffer) => unknown
  readonly #canDecode: FfmpegDecodes
  readonly #measure = new VideoMeasure()
  #metadata: SourceMetadata | null = null
  #codec: VideoCodec | null = null
  #picture: PictureFacts | null = null
  #audioConfiguration: AudioFacts | null = null
  #audio: Omit<AudioSource, 'bitrateKbps'> | null = null
  #unsupported: string | null = null

  constructor(readMetadata: (payload: Buffer) => unknown, canDecode: FfmpegDecodes) {
    this.#readMetadata = readMetadata
    this.#canDecode = canDecode
  }

  add(packet: MediaPacket): SourceFinding {
    if (packet.kind === 'script') this.#metadata ??= parseMetadata(this.#readMetadata(packet.payload))
    if (packet.kind === 'audio') this.#addAudio(packet)
    if (packet.kind === 'video') this.#addVideo(packet)
    if (this.#unsupported) return { kind: 'unsupported', detail: this.#unsupported }
    return this.#isComplete() ? this.settle() : { kind: 'pending' }
  }

  /** Says what is known by now. */
  settle(): SourceFinding {
    if (this.#unsupported) return { kind: 'unsupported', detail: this.#unsupported }
    const audio = this.#audio && { ...this.#audio, bitrateKbps: this.#metadata?.audiodatarate ?? null }
    if (!this.#codec) {
      return audio
        ? { kind: 'found', source: { video: null, audio } }
        : { kind: 'unsupported', detail: 'no picture and no sound arrived' }
    }
    const picture = this.#picture ?? this.#announcedPicture()
    if (!picture) return { kind: 'unsupported', detail: 'the size of the picture could not be found out' }
    if (Math.max(picture.width, picture.height) > LARGEST_SIDE) {
      return { kind: 'unsupported', detail: `a picture of ${picture.width}x${picture.height} is too large` }
    }
    return { kind: 'found', source: { video: this.#describeVideo(this.#codec, picture), audio } }
  }

  #describeVideo(codec: VideoCodec, picture: PictureFacts): VideoSource {
    const { framerate, videodatarate } = this.#metadata ?? {}
    const { bFrames, keyFrameSeconds } = this.#measure
    const rates = [videodatarate, this.#measure.bitrateKbps].filter((rate) => typeof rate === 'number')
    return {
      codec,
      ...picture,
      frameRate: Math.min(120, Math.max(1, this.#measure.frameRate(framerate) ?? FALLBACK_FRAME_RATE)),
      ...{ bFrames, keyFrameSeconds },
      bitrateKbps: rates.length > 0 ? Math.round(Math.max(...rates)) : null,
    }
  }

  #addAudio(packet: MediaPacket): void {
    const first = packet.payload[0] ?? 0
    const codec = first >> 4
    if (isSequenceHeader(packet)) this.#audioConfiguration = readAacConfiguration(packet.payload.subarray(2))
    // A header alone promises sound that may never come, and ffmpeg would wait for it.
    else if (codec === AAC) {
      this.#audio ??= { codec: 'AAC', ...(this.#audioConfiguration ?? readAacConfiguration(Buffer.alloc(0))) }
    } else if (MP3.includes(codec)) this.#audio ??= { codec: 'MP3', ...readFlvAudioFlags(first) }
    else this.#unsupported ??= refuseAudio(packet.payload)
  }

  #addVideo(packet: MediaPacket): void {
    const tag = readVideoTag(packet.payload)
    if (!tag) this.#unsupported ??= refuseVideo(packet.payload)
    else if (!this.#canDecode(tag.codec)) this.#unsupported ??= refuseUndecodable(tag.codec)
    else if (tag.part === 'configuration') {
      this.#codec = tag.codec
      this.#picture = readPicture(tag) ?? this.#picture
    } else this.#measure.add(packet, tag)
  }

  #isComplete(): boolean {
    const metadata = this.#metadata
    if (!metadata) return this.#codec !== null && this.#audio !== null && this.#measure.isMeasured
    if (metadata.videocodecid !== undefined && !this.#codec) return false
    if (metadata.audiocodecid !== undefined && !this.#audio) return false
    if (!this.#codec) return this.#audio !== null && metadata.videocodecid === undefined
    return (metadata.framerate !== undefined && metadata.videodatarate !== undefined) || this.#measure.isMeasured
  }

  #announcedPicture(): PictureFacts | null {
    const { width, height } = this.#metadata ?? {}
    if (!width || !height) return null
    const unknown = { profile: null, level: null, chroma: null, bitDepth: null, isInterlaced: null }
    return { width: Math.round(width), height: Math.round(height), ...unknown }
  }
}

const PICTURE_FACTS = ['width', 'height', 'profile', 'level', 'chroma', 'bitDepth', 'isInterlaced'] as const

/** Whether a packet announces another picture than the source's: a telephone was turned, a resolution chosen. */
export function announcesOtherPicture({ kind, payload }: MediaPacket, { video }: Source): boolean {
  const tag = kind === 'video' ? readVideoTag(payload) : null
  if (!video || tag?.part !== 'configuration') return false
  const picture = readPicture(tag)
  return tag.codec !== video.codec || (picture !== null && PICTURE_FACTS.some((fact) => picture[fact] !== video[fact]))
}

/** For the studio, such as `1280x720 30 fps H.264 + AAC`. */
export function describeSource({ video, audio }: Source): string {
  const picture = video
    ? [`${video.width}x${video.height} ${Number(video.frameRate.toFixed(2))} fps ${video.codec}`]
    : []
  return [...picture, ...(audio ? [audio.codec] : [])].join(' + ')
}

function readPicture({ codec, body }: VideoTag): PictureFacts | null {
  if (codec === 'H.264') return readAvc(body)
  if (codec === 'H.265') return readHevcConfiguration(body)
  return codec === 'AV1' ? readAv1Configuration(body) : null
}

/** The first parameter set in an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1). */
function readAvc(record: Buffer): PictureFacts | null {
  if (record.length < 8 || (record.readUInt8(5) & 0x1f) === 0) return null
  return readSps(record.subarray(8, 8 + record.readUInt16BE(6)))
}
