/** Names what a publisher sends and Shoal can't take, for the streamer to read. */

import type { VideoCodec } from './media-packet.ts'

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
const UNKNOWN = 'in a format that Shoal does not know'

export function refuseVideo(payload: Buffer): string {
  const first = payload[0] ?? 0
  const name = first & 0x80 ? undefined : VIDEO_NAMES.get(first & 0x0f)
  return `the video is ${name ?? UNKNOWN}: send H.264`
}

export function refuseAudio(payload: Buffer): string {
  return `the audio is ${AUDIO_NAMES.get((payload[0] ?? 0) >> 4) ?? UNKNOWN}: send AAC`
}

export function refuseUndecodable(codec: VideoCodec): string {
  return `the video is ${codec}, which this server's ffmpeg cannot decode: send H.264`
}
