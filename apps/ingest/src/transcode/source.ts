/** What a publisher sends, found out from its first packets: codecs, size, frame rate, bit rate. */

import { z } from 'zod'
import { isSequenceHeader, type MediaPacket } from './media-packet.ts'
import { type PictureSize, readSpsSize } from './sps.ts'

export type VideoCodec = 'H.264' | 'H.265' | 'AV1' | 'VP9'
export type VideoSource = PictureSize & {
  codec: VideoCodec
  /** The codec's own numbers, such as 100 and 41 for H.264's High 4.1; null when they can't be read. */
  profile: number | null
  level: number | null
  chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4' | null
  bitDepth: number | null
  isInterlaced: boolean | null
  /** Frames a second, 1 to 120: measured, or announced until then. */
  frameRate: number
  /** Whether pictures are shown in another order than they are sent in; null until enough were seen. */
  bFrames: boolean | null
  /** The longest distance between two key frames so far; null until two were seen. */
  keyFrameSeconds: number | null
  /** The larger of what is announced and what is measured; null when nobody knows. */
  bitrateKbps: number | null
}
export type AudioSource = {
  codec: 'AAC' | 'MP3'
  /** ISO/IEC 14496-3, table 1.17: 2 is AAC-LC. Null for MP3. */
  objectType: number | null
  sampleRate: number
  channels: number
  /** As announced or measured; null when nobody knows. */
  bitrateKbps: number | null
}
export type Source = { video: VideoSource | null; audio: AudioSource | null }

export type SourceFinding =
  | { kind: 'pending' }
  | { kind: 'found'; source: Source }
  /** `detail` is for the streamer to read. */
  | { kind: 'unsupported'; detail: string }

const H264 = 7
const VIDEO_NAMES = new Map([
  [2, 'Sorenson H.263'],
  [3, 'Screen Video'],
  [4, 'VP6'],
  [5, 'VP6'],
  [6, 'Screen Video 2'],
  [8, 'H.263'],
  [9, 'MPEG-4 part 2'],
])
const AUDIO_NAMES = new Map([
  [0, 'PCM'],
  [1, 'ADPCM'],
  [3, 'PCM'],
  [4, 'Nellymoser'],
  [5, 'Nellymoser'],
  [6, 'Nellymoser'],
  [7, 'G.711'],
  [8, 'G.711'],
  [9, 'Enhanced RTMP audio'],
  [11, 'Speex'],
])
/** Enhanced RTMP's FourCCs. */
const FOUR_CC_NAMES = new Map([
  ['av01', 'AV1'],
  ['vp09', 'VP9'],
  ['hvc1', 'H.265'],
])

const FALLBACK_FRAME_RATE = 30
/** Frames and media time that a measurement needs to be worth something. */
const MEASURED_FRAMES = 10
const MEASURED_MS = 1000
const LARGEST_SIDE = 8192

const announced = z.number().positive().finite().optional().catch(undefined)
const metadataSchema = z
  .object({
    width: announced,
    height: announced,
    framerate: announced,
    videodatarate: announced,
    videocodecid: z.unknown(),
    audiocodecid: z.unknown(),
  })
  .partial()
type Metadata = z.infer<typeof metadataSchema>

/** Is given each packet until it knows; `settle` ends the waiting. */
export class SourceProbe {
  readonly #readMetadata: (payload: Buffer) => unknown
  #metadata: Metadata | null = null
  #size: PictureSize | null = null
  #hasVideo = false
  #audio: Source['audio'] = null
  #unsupported: string | null = null
  #frameTimes: number[] = []
  #videoBytes = 0

  constructor(readMetadata: (payload: Buffer) => unknown) {
    this.#readMetadata = readMetadata
  }

  add(packet: MediaPacket): SourceFinding {
    if (packet.kind === 'script')
      this.#metadata ??= metadataSchema.safeParse(this.#readMetadata(packet.payload)).data ?? null
    if (packet.kind === 'audio') this.#addAudio(packet)
    if (packet.kind === 'video') this.#addVideo(packet)
    if (this.#unsupported) return { kind: 'unsupported', detail: this.#unsupported }
    return this.#isComplete() ? this.settle() : { kind: 'pending' }
  }

  /** Says what is known by now. */
  settle(): SourceFinding {
    if (this.#unsupported) return { kind: 'unsupported', detail: this.#unsupported }
    if (!this.#hasVideo && !this.#audio) return { kind: 'unsupported', detail: 'no picture and no sound arrived' }
    if (!this.#hasVideo) return { kind: 'found', source: { video: null, audio: this.#audio } }
    const size = this.#pictureSize()
    if (!size) return { kind: 'unsupported', detail: 'the size of the picture could not be found out' }
    if (Math.max(size.width, size.height) > LARGEST_SIDE) {
      return { kind: 'unsupported', detail: `a picture of ${size.width}x${size.height} is too large` }
    }
    const video: VideoSource = {
      ...size,
      codec: 'H.264',
      ...{ profile: null, level: null, chroma: null, bitDepth: null, isInterlaced: null },
      ...{ bFrames: null, keyFrameSeconds: null },
      ...{ frameRate: this.#frameRate(), bitrateKbps: this.#bitrateKbps() },
    }
    return { kind: 'found', source: { video, audio: this.#audio } }
  }

  #addAudio(packet: MediaPacket): void {
    const codec = (packet.payload[0] ?? 0) >> 4
    // A header alone promises sound that may never come, and ffmpeg would wait for it.
    if (codec === 10)
      this.#audio ??= isSequenceHeader(packet)
        ? null
        : { codec: 'AAC', objectType: 2, sampleRate: 44_100, channels: 2, bitrateKbps: null }
    else if (codec === 2 || codec === 14)
      this.#audio ??= { codec: 'MP3', objectType: null, sampleRate: 44_100, channels: 2, bitrateKbps: null }
    else this.#unsupported ??= refusal('audio', AUDIO_NAMES.get(codec), 'AAC')
  }

  #addVideo(packet: MediaPacket): void {
    const first = packet.payload[0] ?? 0
    if (first & 0x80) {
      const fourCc = packet.payload.toString('latin1', 1, 5)
      this.#unsupported ??= refusal('video', FOUR_CC_NAMES.get(fourCc), 'H.264')
    } else if ((first & 0x0f) !== H264) {
      this.#unsupported ??= refusal('video', VIDEO_NAMES.get(first & 0x0f), 'H.264')
    } else if (isSequenceHeader(packet)) {
      this.#hasVideo = true
      this.#size ??= readAvcSize(packet.payload)
    } else {
      this.#videoBytes += packet.payload.length
      if (this.#frameTimes.length < 1000) this.#frameTimes.push(packet.timestampMs)
    }
  }

  #isComplete(): boolean {
    const metadata = this.#metadata
    if (!metadata) return this.#hasVideo && this.#audio !== null && this.#isMeasured()
    if (metadata.videocodecid !== undefined && !this.#hasVideo) return false
    if (metadata.audiocodecid !== undefined && !this.#audio) return false
    if (!this.#hasVideo) return this.#audio !== null && metadata.videocodecid === undefined
    return (metadata.framerate !== undefined && metadata.videodatarate !== undefined) || this.#isMeasured()
  }

  #isMeasured(): boolean {
    return this.#frameTimes.length >= MEASURED_FRAMES && this.#measuredMs() >= MEASURED_MS
  }

  #measuredMs(): number {
    return (this.#frameTimes.at(-1) ?? 0) - (this.#frameTimes[0] ?? 0)
  }

  #pictureSize(): PictureSize | null {
    if (this.#size) return this.#size
    const { width, height } = this.#metadata ?? {}
    return width && height ? { width: Math.round(width), height: Math.round(height) } : null
  }

  #frameRate(): number {
    const measuredMs = this.#measuredMs()
    const measured =
      this.#frameTimes.length >= MEASURED_FRAMES && measuredMs > 0
        ? ((this.#frameTimes.length - 1) * 1000) / measuredMs
        : FALLBACK_FRAME_RATE
    return Math.min(120, Math.max(1, this.#metadata?.framerate ?? Math.round(measured)))
  }

  #bitrateKbps(): number | null {
    if (this.#metadata?.videodatarate) return Math.round(this.#metadata.videodatarate)
    return this.#isMeasured() ? Math.round((this.#videoBytes * 8) / this.#measuredMs()) : null
  }
}

/** For the studio, such as `1280x720 30 fps H.264 + AAC`. */
export function describeSource({ video, audio }: Source): string {
  const picture = video ? [`${video.width}x${video.height} ${Number(video.frameRate.toFixed(2))} fps H.264`] : []
  return [...picture, ...(audio ? [audio.codec] : [])].join(' + ')
}

/** The first parameter set in an AVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.3.3.1), after FLV's five bytes. */
function readAvcSize(payload: Buffer): PictureSize | null {
  const record = payload.subarray(5)
  if (record.length < 8 || ((record[5] ?? 0) & 0x1f) === 0) return null
  return readSpsSize(record.subarray(8, 8 + record.readUInt16BE(6)))
}

function refusal(what: string, name: string | undefined, wanted: string): string {
  return `the ${what} is ${name ?? 'in a format that Shoal does not know'}: send ${wanted}`
}
