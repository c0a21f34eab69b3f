/** The command line of a broadcast's one ffmpeg: packets in on standard input, each track out over loopback HTTP. */

import { AUDIO_RUNG, type LadderPlan, RUN_START_SECONDS, type VideoRung } from './ladder.ts'
import type { VideoEncoder } from './video-encoder.ts'

/** The track of preview pictures, beside those that are named for their rungs. */
const PICTURES_TRACK = 'pictures'

export type FfmpegOptions = {
  plan: LadderPlan
  segmentSeconds: number
  /** `http://127.0.0.1:<port>/<secret>`, with no slash at its end. */
  uploadUrl: string
  encoder: VideoEncoder
  inputFormat: 'flv' | 'matroska'
  /** Leaves out so much of the picture at the run's start: another run has encoded it. Not with a copied rung. */
  skipSeconds?: number
}

type EncodedRung = { name: string; video: VideoRung }

/** A frame that comes sooner than this share of a frame's time is left out. Frames come by the millisecond. */
const EARLIEST_FRAME = 0.78
/** A frame of a segment's very start may be early by so much: clocks count whole milliseconds. */
const FRAME_ROUNDING_SECONDS = 0.002
/** From one picture to the next. Key frames come when they come: one that is a moment early is taken. */
export const LEAST_PICTURE_SECONDS = 9.9
const PICTURE_WIDTH = 640
/** Pixels that are no squares stay so, as in a copied rung; what rounding has made of squares is none. */
const PIXEL_SHAPE = "setsar='if(lt(abs(sar-1),0.02),1,sar)'"
/**
 * Encoded pictures come out later than this behind their sound, so that no segment waits for it. Where none are encoded
 * each frame is a fragment of its own, and none waits for the next.
 */
const SOUND_FRAGMENT_US = 100_000
const STATS_SECONDS = 1

/** A fragment for each GOP, with exactly the timestamps that came in. The index at the end would grow by 8 MB an hour. */
const FRAGMENTS = [
  ...['-movflags', '+frag_keyframe+empty_moov+default_base_moof+frag_discont+skip_trailer'],
  ...['-use_editlist', '0', '-avoid_negative_ts', 'disabled', '-flush_packets', '1'],
]

/**
 * Each key frame brings its parameter sets along. Players know them from the init segment, but ffmpeg's own reads only
 * the first of a playlist, and a source may come back with another size.
 */
const IN_BAND = { copied: ['-bsf:v', 'h264_mp4toannexb'], encoded: ['-bsf:v', 'dump_extra=freq=keyframe'] }

export function buildFfmpegArguments({
  plan,
  segmentSeconds,
  uploadUrl,
  encoder,
  inputFormat,
  skipSeconds = 0,
}: FfmpegOptions): string[] {
  const pictures = plan.rungs.flatMap(({ name, video }) => (video ? [{ name, video }] : []))
  const encoded = pictures.filter(({ video }) => !video.isCopy)
  const copied = pictures.filter(({ video }) => video.isCopy)
  const filters = buildFilters(plan, encoded, { encoder, skipSeconds })
  const output = (track: string, format = 'mp4') => [
    ...['-map_metadata', '-1', '-protocol_whitelist', 'http,tcp', '-method', 'PUT'],
    ...['-f', format, `${uploadUrl}/${track}`],
  ]
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning'],
    ...['-progress', 'pipe:1', '-stats_period', String(STATS_SECONDS)],
    ...(encoded.length > 0 ? encoder.deviceArguments : []),
    '-copyts',
    // Pictures alone are decoded for: key frames will do.
    ...(encoded.length === 0 && pictures.length > 0 ? ['-threads', '1', '-skip_frame', 'nokey'] : []),
    // What is asked for stands in the header: there is nothing to look for.
    ...['-protocol_whitelist', 'pipe', '-probesize', '1000000', '-analyzeduration', '500000'],
    ...['-f', inputFormat, '-i', 'pipe:0'],
    ...(filters ? ['-filter_complex', filters] : []),
    ...copied.flatMap(({ name }) => [
      '-map',
      '0:v:0',
      '-c:v',
      'copy',
      ...IN_BAND.copied,
      ...FRAGMENTS,
      ...output(name),
    ]),
    ...encoded.flatMap((rung, i) => [
      ...['-map', `[v${i}]`, ...encoder.rungArguments(rung.video), ...keyFrameArguments(plan, segmentSeconds)],
      ...['-fps_mode', 'passthrough', '-enc_time_base', '1:90000', '-video_track_timescale', '90000'],
      ...IN_BAND.encoded,
      ...FRAGMENTS,
      ...output(rung.name),
    ]),
    ...(plan.audio ? [...audioArguments(plan.audio, encoded.length > 0), ...FRAGMENTS, ...output(AUDIO_RUNG)] : []),
    ...(pictures.length > 0 ? ['-map', '[p]', ...pictureArguments(), ...output(PICTURES_TRACK, 'mpjpeg')] : []),
  ]
}

function buildFilters(
  plan: LadderPlan,
  encoded: EncodedRung[],
  { encoder, skipSeconds }: { encoder: VideoEncoder; skipSeconds: number },
): string {
  const filters: string[] = []
  const [first] = encoded
  if (first) {
    const inputs = encoded.map((_, i) => `[s${i}]`).join('')
    filters.push(
      `[0:v:0]${buildSelection(plan, first.video.frameRate, skipSeconds)},split=${encoded.length + 1}${inputs}[sp]`,
    )
    for (const [i, { video }] of encoded.entries()) {
      filters.push(`[s${i}]scale=${video.width}:${video.height},${PIXEL_SHAPE},${encoder.filterTail}[v${i}]`)
    }
  }
  if (plan.rungs.some(({ video }) => video)) filters.push(`${first ? '[sp]' : '[0:v:0]'}${pictureFilter()}[p]`)
  if (plan.audio && !plan.audio.isCopy) {
    // `async` fills the gaps that a publisher leaves, so that sound stays with the picture.
    filters.push(
      '[0:a:0]aresample=48000:async=1000,aformat=sample_fmts=fltp:sample_rates=48000:channel_layouts=stereo|mono[a]',
    )
  }
  return filters.join(';')
}

/** Frames keep their own times, so that rungs stay in step; what comes faster than planned is left out, alike for all. */
function buildSelection({ keyFrames }: LadderPlan, frameRate: number, skipSeconds: number): string {
  const isDue = `isnan(prev_selected_t)+gte(t-prev_selected_t,${(EARLIEST_FRAME / frameRate).toFixed(5)})`
  if (keyFrames === 'source') return `select='key+${isDue}'`
  // Half a millisecond is for floating point.
  const isNew = `gte(t,${(RUN_START_SECONDS + skipSeconds - 0.0005).toFixed(4)})`
  return skipSeconds > 0 ? `select='${isNew}*(${isDue})'` : `select='${isDue}'`
}

/** `t` counts from the run's first frame, whatever the clock says. After a gap there is one key frame, not all that it had room for. */
function keyFrameArguments({ keyFrames }: LadderPlan, segmentSeconds: number): string[] {
  const segmentOf = (time: string) => `floor((${time}+${FRAME_ROUNDING_SECONDS})/${segmentSeconds})`
  const isFirstOfSegment = `isnan(prev_forced_t)+gt(${segmentOf('t')},${segmentOf('prev_forced_t')})`
  return ['-force_key_frames', keyFrames === 'source' ? 'source' : `expr:${isFirstOfSegment}`]
}

function audioArguments(audio: NonNullable<LadderPlan['audio']>, hasEncodedPictures: boolean): string[] {
  const codec = audio.isCopy
    ? ['-map', '0:a:0', '-c:a', 'copy']
    : ['-map', '[a]', '-c:a', 'aac', '-b:a', `${audio.kbps}k`]
  return [...codec, '-frag_duration', String(hasEncodedPictures ? SOUND_FRAGMENT_US : 1)]
}

function pictureFilter(): string {
  const isDue = `isnan(prev_selected_t)+gte(t-prev_selected_t,${LEAST_PICTURE_SECONDS})`
  const width = `trunc(min(${PICTURE_WIDTH},iw*sar)/2)*2`
  return `select='${isDue}',scale=w='${width}':h='trunc(ow/dar/2)*2':out_range=full,setsar=1,format=yuv420p`
}

function pictureArguments(): string[] {
  return [
    '-c:v',
    'mjpeg',
    // With more, a picture comes out when as many others have gone in: many times ten seconds late.
    '-threads',
    '1',
    '-q:v',
    '4',
    '-color_range',
    'pc',
    '-strict',
    'unofficial',
    '-fps_mode',
    'passthrough',
    '-flush_packets',
    '1',
  ]
}
