/** Writes the manifest of a broadcast for MPEG-DASH (ISO/IEC 23009-1): the same segments, track by track. */

import type { IndexedSegment, Timeline } from '../hls/timeline.ts'
import { TIMELINE_START_SECONDS } from '../hls/timeline.ts'
import { type Period, type Representation, selectPeriods } from './periods.ts'

/** Of the times in the manifest; what the media counts in is its own affair. */
const TIMESCALE = 90_000
/** As players of HLS do it: three segments behind the edge, and one that is being made. */
const DELAY_SEGMENTS = 4

/** Null before the first segment. @param nowMs Unix milliseconds, when this version was made */
export function buildManifest(timeline: Timeline, nowMs: number): string | null {
  const periods = selectPeriods(timeline)
  if (periods.length === 0) return null
  const isLive = timeline.endedAtMs === null
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    isLive ? dynamicHead(timeline, nowMs) : staticHead(timeline, periods),
    // A recording skips what is missing; live, a period is where the clock has it.
    ...(isLive ? periods.map((period) => ({ period, at: sinceStart(period.startSeconds) })) : layEndToEnd(periods)).map(
      ({ period, at }) => buildPeriod(period, at, isLive ? period.startSeconds : firstStart(period)),
    ),
    ...(isLive ? ['<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="clock.txt"/>'] : []),
    '</MPD>',
  ]
  return `${lines.join('\n')}\n`
}

function dynamicHead({ facts, targetSeconds }: Timeline, nowMs: number): string {
  return element('MPD', {
    ...commonHead(targetSeconds),
    type: 'dynamic',
    availabilityStartTime: new Date(facts.startedAtMs).toISOString(),
    publishTime: new Date(nowMs).toISOString(),
    minimumUpdatePeriod: duration(facts.segmentSeconds),
    timeShiftBufferDepth: duration(Math.max(facts.rewindSeconds, facts.windowSeconds)),
    suggestedPresentationDelay: duration(DELAY_SEGMENTS * facts.segmentSeconds),
  })
}

function staticHead({ targetSeconds }: Timeline, periods: readonly Period[]): string {
  const seconds = periods.reduce((sum, period) => sum + lengthOf(period), 0)
  return element('MPD', {
    ...commonHead(targetSeconds),
    type: 'static',
    mediaPresentationDuration: duration(seconds),
  })
}

function commonHead(targetSeconds: number): Record<string, string> {
  return {
    xmlns: 'urn:mpeg:dash:schema:mpd:2011',
    profiles: 'urn:mpeg:dash:profile:isoff-live:2011',
    minBufferTime: duration(targetSeconds),
    maxSegmentDuration: duration(targetSeconds),
  }
}

function layEndToEnd(periods: readonly Period[]): { period: Period; at: number }[] {
  let at = 0
  return periods.map((period) => {
    const placed = { period, at }
    at += lengthOf(period)
    return placed
  })
}

/** @param at seconds of the presentation. @param mediaSeconds what the media's clock says then */
function buildPeriod(period: Period, at: number, mediaSeconds: number): string {
  const { firstNumber, segments, video, audio } = period
  const template = (track: 'video' | 'audio') =>
    [
      element('SegmentTemplate', {
        timescale: TIMESCALE,
        presentationTimeOffset: ticks(mediaSeconds),
        media: `${period.epoch}/$RepresentationID$/$Number$.${track}.m4s`,
        startNumber: segments[0]?.number ?? 0,
      }),
      '<SegmentTimeline>',
      ...buildTimeline(segments),
      '</SegmentTimeline>',
      '</SegmentTemplate>',
    ].join('\n')
  const set = (track: 'video' | 'audio', representations: readonly Representation[]) => [
    element('AdaptationSet', {
      id: track === 'video' ? 1 : 2,
      contentType: track,
      mimeType: `${track}/mp4`,
      segmentAlignment: 'true',
      startWithSAP: 1,
    }),
    template(track),
    ...representations.map((representation) => buildRepresentation(representation, period.epoch, track)),
    '</AdaptationSet>',
  ]
  return [
    element('Period', { id: `p${firstNumber}`, start: duration(at) }),
    ...(video.length > 0 ? set('video', video) : []),
    ...(audio ? set('audio', [audio]) : []),
    '</Period>',
  ].join('\n')
}

function buildRepresentation(
  { rung, initHash, codecs, bandwidth, width, height, frameRate }: Representation,
  epoch: number,
  track: 'video' | 'audio',
): string {
  const isVideo = track === 'video'
  return [
    element('Representation', {
      ...{ id: rung, codecs, bandwidth },
      ...(isVideo && width && height ? { width, height } : {}),
      ...(isVideo && frameRate ? { frameRate: frameRateOf(frameRate) } : {}),
    }),
    // What it does not say, it has from the set that it is in (5.3.9.1).
    element('SegmentTemplate', { initialization: `${epoch}/$RepresentationID$/init-${initHash}.${track}.mp4` }, true),
    '</Representation>',
  ].join('\n')
}

/** Equal durations in a row are one element (5.3.9.6). */
function buildTimeline(segments: readonly IndexedSegment[]): string[] {
  const runs: { t: number; d: number; r: number }[] = []
  let endTicks: number | null = null
  for (const { startSeconds, durationSeconds } of segments) {
    const t = ticks(startSeconds)
    const d = ticks(startSeconds + durationSeconds) - t
    const last = runs.at(-1)
    if (last && t === endTicks && d === last.d) last.r += 1
    else runs.push({ t, d, r: 0 })
    endTicks = t + d
  }
  return runs.map(({ t, d, r }) => element('S', { t, d, ...(r > 0 ? { r } : {}) }, true))
}

function firstStart({ segments, startSeconds }: Period): number {
  return segments[0]?.startSeconds ?? startSeconds
}

function lengthOf(period: Period): number {
  const last = period.segments.at(-1)
  return last ? last.startSeconds + last.durationSeconds - firstStart(period) : 0
}

function sinceStart(mediaSeconds: number): number {
  return mediaSeconds - TIMELINE_START_SECONDS
}

function ticks(seconds: number): number {
  return Math.round(seconds * TIMESCALE)
}

/** The attribute is a whole number or a fraction. */
function frameRateOf(threeDecimals: string): string {
  const thousandths = Math.round(Number(threeDecimals) * 1000)
  if (thousandths % 1000 === 0) return String(thousandths / 1000)
  const ntsc = Math.round(thousandths / 1000)
  return Math.abs((ntsc * 1_000_000) / 1001 - thousandths) < 1 ? `${ntsc * 1000}/1001` : `${thousandths}/1000`
}

function duration(seconds: number): string {
  return `PT${Number(seconds.toFixed(6))}S`
}

function element(name: string, attributes: Record<string, string | number>, isEmpty = false): string {
  const text = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`)
  return `<${name}${text.join('')}${isEmpty ? '/' : ''}>`
}
