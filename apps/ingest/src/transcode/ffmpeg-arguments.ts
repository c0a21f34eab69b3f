/** The command line of a broadcast's one ffmpeg: FLV in on standard input, CMAF segments out over loopback HTTP. */

import type { LadderPlan, PlannedRung } from './ladder.ts'

/** Above the wanted rate, and seconds of it that may come at once: together they bound a segment's size. */
const MAX_RATE = 1.1
const BUFFER_SECONDS = 0.5
/** Box headers and sample tables, and AAC's own drift around its wanted rate. */
const OVERHEAD_KBPS = 24
const AUDIO_DRIFT = 1.05

export type FfmpegOptions = {
  plan: LadderPlan
  segmentSeconds: number
  /** `http://127.0.0.1:<port>/<secret>`, with no slash at its end. */
  uploadUrl: string
}

export function buildFfmpegArguments({ plan, segmentSeconds, uploadUrl }: FfmpegOptions): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning'],
    // What is asked for stands in the FLV header: there is nothing to look for.
    ...[
      '-protocol_whitelist',
      'pipe',
      '-probesize',
      '1000000',
      '-analyzeduration',
      '500000',
      '-f',
      'flv',
      '-i',
      'pipe:0',
    ],
    ...['-filter_complex', buildFilters(plan)],
    ...plan.rungs.flatMap((rung, i) => [
      ...(rung.video ? ['-map', `[v${i}]`] : []),
      ...(rung.audioKbps ? ['-map', `[a${i}]`] : []),
    ]),
    ...(plan.frameRate === null ? [] : videoArguments(plan, segmentSeconds)),
    ...audioArguments(plan),
    ...['-map_metadata', '-1', '-max_muxing_queue_size', '4096', '-max_interleave_delta', '2000000'],
    ...['-f', 'hls', '-hls_time', String(segmentSeconds), '-hls_list_size', '4', '-hls_segment_type', 'fmp4'],
    ...['-hls_fmp4_init_filename', 'init.mp4', '-method', 'PUT', '-http_persistent', '1'],
    ...['-hls_segment_filename', `${uploadUrl}/%v/%d.m4s`],
    ...['-var_stream_map', plan.rungs.map(streamMap).join(' ')],
    `${uploadUrl}/%v/index.m3u8`,
  ]
}

/** The most bits a second that any one segment may have, and what they have in the long run (RFC 8216, 4.3.4.2). */
export function bandwidthOf(
  rung: PlannedRung,
  segmentSeconds: number,
): { bandwidth: number; averageBandwidth: number } {
  const audioKbps = (rung.audioKbps ?? 0) * AUDIO_DRIFT + OVERHEAD_KBPS
  const videoKbps = rung.video?.bitrateKbps ?? 0
  const peakKbps = videoKbps * (MAX_RATE + BUFFER_SECONDS / segmentSeconds)
  return {
    bandwidth: Math.ceil(peakKbps + audioKbps) * 1000,
    averageBandwidth: Math.ceil(videoKbps + audioKbps) * 1000,
  }
}

function buildFilters({ rungs, frameRate }: LadderPlan): string {
  const numbered = rungs.map((rung, i) => ({ ...rung, i }))
  const filters: string[] = []
  if (frameRate !== null) {
    filters.push(
      `[0:v:0]fps=${frameRate.toFixed(3)},split=${rungs.length}${numbered.map(({ i }) => `[s${i}]`).join('')}`,
    )
    for (const { video, i } of numbered) {
      if (video) filters.push(`[s${i}]scale=${video.width}:${video.height},format=yuv420p[v${i}]`)
    }
  }
  if (rungs.some((rung) => rung.audioKbps)) {
    const outputs = numbered.map(({ i }) => `[a${i}]`).join('')
    // `async` fills the gaps that a publisher leaves, so that sound stays with the picture.
    filters.push(`[0:a:0]aresample=48000:async=1000,asplit=${rungs.length}${outputs}`)
  }
  return filters.join(';')
}

function videoArguments({ rungs, frameRate }: LadderPlan, segmentSeconds: number): string[] {
  // Key frames come from the expression alone: one more, and a segment would be cut in the wrong place.
  const neverByCount = Math.ceil((frameRate ?? 1) * segmentSeconds) + 2
  return [
    ...['-c:v', 'libx264', '-preset', 'superfast', '-profile:v', 'high', '-sc_threshold', '0', '-forced-idr', '1'],
    ...['-g', String(neverByCount), '-keyint_min', '1', '-force_key_frames', `expr:gte(t,n_forced*${segmentSeconds})`],
    ...rungs.flatMap(({ video }, i) =>
      video
        ? [
            ...[
              `-b:v:${i}`,
              `${video.bitrateKbps}k`,
              `-maxrate:v:${i}`,
              `${Math.round(video.bitrateKbps * MAX_RATE)}k`,
            ],
            ...[`-bufsize:v:${i}`, `${Math.round(video.bitrateKbps * BUFFER_SECONDS)}k`],
          ]
        : [],
    ),
  ]
}

function audioArguments({ rungs }: LadderPlan): string[] {
  const bitrates = rungs.flatMap(({ audioKbps }, i) => (audioKbps ? [`-b:a:${i}`, `${audioKbps}k`] : []))
  return bitrates.length > 0 ? ['-c:a', 'aac', '-ac', '2', ...bitrates] : []
}

function streamMap({ name, video, audioKbps }: PlannedRung, i: number): string {
  return [...(video ? [`v:${i}`] : []), ...(audioKbps ? [`a:${i}`] : []), `name:${name}`].join(',')
}
