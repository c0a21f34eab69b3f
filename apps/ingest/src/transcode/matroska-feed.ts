/** Feeds a publisher's packets as streaming Matroska: the tracks as soon as their configurations are there, then blocks. */

import { buildMatroskaBlock, buildMatroskaHeader, buildMatroskaTracks, type MatroskaTrack } from './matroska.ts'
import { isSequenceHeader, type MediaPacket, readVideoTag } from './media-packet.ts'
import type { Source } from './source.ts'

const VIDEO_TRACK = 1
const AUDIO_TRACK = 2
const VIDEO_IDS = { 'H.264': 'V_MPEG4/ISO/AVC', 'H.265': 'V_MPEGH/ISO/HEVC', AV1: 'V_AV1', VP9: 'V_VP9' }
const AUDIO_IDS = { AAC: 'A_AAC', MP3: 'A_MPEG/L3' }
/** FLV's own bytes before the sound. */
const AAC_PREFIX = 2
const MP3_PREFIX = 1
const NOTHING = Buffer.alloc(0)

export class MatroskaFeed {
  readonly inputFormat = 'matroska'
  readonly #source: Source
  #configurations: { video?: Buffer; audio?: Buffer } = {}
  #hasTracks = false

  constructor(source: Source) {
    this.#source = source
  }

  header(): Buffer {
    return buildMatroskaHeader()
  }

  packet(packet: MediaPacket, elapsedMs: number): Buffer[] {
    const frame = packet.kind === 'video' ? this.#readVideo(packet) : this.#readAudio(packet)
    if (!frame) return []
    const block = buildMatroskaBlock({ ...frame, timeMs: elapsedMs + frame.compositionMs })
    if (this.#hasTracks) return [block]
    this.#hasTracks = true
    return [buildMatroskaTracks(this.#tracks()), block]
  }

  #readVideo({ payload }: MediaPacket) {
    const tag = this.#source.video && readVideoTag(payload)
    // VP9's record is none of Matroska's, and its frames need none.
    if (tag?.part === 'configuration' && tag.codec !== 'VP9') this.#configurations.video ??= tag.body
    if (tag?.part !== 'frame') return null
    const { isKeyFrame, compositionMs, body } = tag
    return { track: VIDEO_TRACK, isKeyFrame, compositionMs, body }
  }

  #readAudio(packet: MediaPacket) {
    const { audio } = this.#source
    if (packet.kind !== 'audio' || !audio) return null
    const body = packet.payload.subarray(audio.codec === 'AAC' ? AAC_PREFIX : MP3_PREFIX)
    if (!isSequenceHeader(packet)) return { track: AUDIO_TRACK, isKeyFrame: true, compositionMs: 0, body }
    this.#configurations.audio ??= body
    return null
  }

  #tracks(): MatroskaTrack[] {
    const { video, audio } = this.#source
    const tracks: MatroskaTrack[] = []
    const { video: videoConfiguration = NOTHING, audio: audioConfiguration = NOTHING } = this.#configurations
    if (video) {
      const { codec, width, height } = video
      const codecId = VIDEO_IDS[codec]
      tracks.push({ number: VIDEO_TRACK, codecId, configuration: videoConfiguration, picture: { width, height } })
    }
    if (audio) {
      const { codec, sampleRate, channels } = audio
      const codecId = AUDIO_IDS[codec]
      tracks.push({ number: AUDIO_TRACK, codecId, configuration: audioConfiguration, sound: { sampleRate, channels } })
    }
    return tracks
  }
}
