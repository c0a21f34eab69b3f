/** The encoders that a broadcast can be encoded with, each as its part of ffmpeg's command line. */

import { BUFFER_SECONDS, MAX_RATE } from './ladder.ts'

export const ENCODER_NAMES = ['x264', 'nvenc', 'vaapi', 'qsv', 'videotoolbox'] as const
export type EncoderName = (typeof ENCODER_NAMES)[number]
/** `auto` takes the first one in hardware that works. */
export const WANTED_ENCODERS = ['auto', ...ENCODER_NAMES] as const
export type WantedEncoder = (typeof WANTED_ENCODERS)[number]

export type VideoEncoder = {
  readonly name: EncoderName
  /** Before the input: opens the device. */
  readonly deviceArguments: readonly string[]
  /** Ends the filter chain of each rung. */
  readonly filterTail: string
  /** For the output of one rung. Key frames are wanted by `-force_key_frames`, which is not in here. */
  rungArguments(rung: { bitrateKbps: number }): string[]
}

/** Key frames are forced; this is only where an encoder would put one by count. */
const NEVER_BY_COUNT = ['-g', '6000']

const ENCODERS: Record<EncoderName, Omit<VideoEncoder, 'name' | 'rungArguments'> & { codec: string[] }> = {
  x264: {
    deviceArguments: [],
    filterTail: 'format=yuv420p',
    codec: [
      ...['libx264', '-preset', 'superfast', '-profile:v', 'high'],
      ...['-sc_threshold', '0', '-keyint_min', '1', '-forced-idr', '1'],
    ],
  },
  nvenc: {
    deviceArguments: [],
    filterTail: 'format=yuv420p',
    codec: [
      ...['h264_nvenc', '-preset', 'p4', '-profile:v', 'high', '-rc', 'vbr'],
      ...['-no-scenecut', '1', '-forced-idr', '1', '-bf', '0'],
    ],
  },
  vaapi: {
    deviceArguments: ['-init_hw_device', 'vaapi=gpu', '-filter_hw_device', 'gpu'],
    filterTail: 'format=nv12,hwupload',
    codec: ['h264_vaapi', '-profile:v', 'high', '-rc_mode', 'VBR', '-bf', '0'],
  },
  qsv: {
    deviceArguments: ['-init_hw_device', 'qsv=gpu', '-filter_hw_device', 'gpu'],
    filterTail: 'format=nv12,hwupload=extra_hw_frames=64',
    codec: ['h264_qsv', '-preset', 'veryfast', '-profile:v', 'high', '-forced_idr', '1', '-bf', '0'],
  },
  videotoolbox: {
    deviceArguments: [],
    filterTail: 'format=yuv420p',
    codec: ['h264_videotoolbox', '-profile:v', 'high', '-realtime', '1', '-bf', '0'],
  },
}

export function videoEncoder(name: EncoderName): VideoEncoder {
  const { codec, ...rest } = ENCODERS[name]
  return {
    ...rest,
    name,
    rungArguments: ({ bitrateKbps }) => [
      ...['-c:v', ...codec, ...NEVER_BY_COUNT],
      ...['-b:v', `${bitrateKbps}k`, '-maxrate', `${Math.round(bitrateKbps * MAX_RATE)}k`],
      ...['-bufsize', `${Math.round(bitrateKbps * BUFFER_SECONDS)}k`],
    ],
  }
}
