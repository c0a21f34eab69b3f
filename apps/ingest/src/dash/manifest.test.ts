import { describe, expect, it } from 'vitest'
import { appendSample, appendSamples, createSampleTimeline, SAMPLE_STARTED_AT_MS } from '../testing/sample-timeline.ts'
import { buildManifest } from './manifest.ts'

const nowMs = SAMPLE_STARTED_AT_MS + 3_600_000

const periodsOf = (text: string | null) =>
  [...(text ?? '').matchAll(/<Period id="(\w+)" start="(\w[\w.]*)">/g)].map(([, id, start]) => [id, start])
const templatesOf = (text: string | null) =>
  [...(text ?? '').matchAll(/presentationTimeOffset="(\d+)" media="(\d+)\/.*video.m4s" startNumber="(\d+)"/g)].map(
    ([, offset, epoch, number]) => [Number(offset), Number(epoch), Number(number)],
  )

it('has none before the first segment', () => {
  expect(buildManifest(createSampleTimeline(), nowMs)).toBeNull()
})

it('describes the same segments, track by track', () => {
  const timeline = createSampleTimeline()
  appendSamples(timeline, 3)
  expect(buildManifest(timeline, nowMs)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" minBufferTime="PT2S" maxSegmentDuration="PT2S" type="dynamic" availabilityStartTime="2026-01-01T20:00:00.000Z" publishTime="2026-01-01T21:00:00.000Z" minimumUpdatePeriod="PT2S" timeShiftBufferDepth="PT60S" suggestedPresentationDelay="PT8S">
<Period id="p0" start="PT0S">
<AdaptationSet id="1" contentType="video" mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
<SegmentTemplate timescale="90000" presentationTimeOffset="900000" media="1/$RepresentationID$/$Number$.video.m4s" startNumber="0">
<SegmentTimeline>
<S t="900000" d="180000" r="2"/>
</SegmentTimeline>
</SegmentTemplate>
<Representation id="720p" codecs="avc1.64001f" bandwidth="1480000" width="1280" height="720" frameRate="30">
<SegmentTemplate initialization="1/$RepresentationID$/init-init1.video.mp4"/>
</Representation>
<Representation id="360p" codecs="avc1.64001e" bandwidth="1480000" width="640" height="360" frameRate="30">
<SegmentTemplate initialization="1/$RepresentationID$/init-init1.video.mp4"/>
</Representation>
</AdaptationSet>
<AdaptationSet id="2" contentType="audio" mimeType="audio/mp4" segmentAlignment="true" startWithSAP="1">
<SegmentTemplate timescale="90000" presentationTimeOffset="900000" media="1/$RepresentationID$/$Number$.audio.m4s" startNumber="0">
<SegmentTimeline>
<S t="900000" d="180000" r="2"/>
</SegmentTimeline>
</SegmentTemplate>
<Representation id="audio" codecs="mp4a.40.2" bandwidth="120000">
<SegmentTemplate initialization="1/$RepresentationID$/init-init1.audio.mp4"/>
</Representation>
</AdaptationSet>
</Period>
<UTCTiming schemeIdUri="urn:mpeg:dash:utc:http-iso:2014" value="clock.txt"/>
</MPD>
`)
})

describe('while it is live', () => {
  it('places a period where the clock has it', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 2)
    appendSample(timeline, { isDiscontinuity: true, startSeconds: 40 })
    const text = buildManifest(timeline, nowMs)
    expect(periodsOf(text)).toEqual([
      ['p0', 'PT0S'],
      ['p2', 'PT30S'],
    ])
    expect(templatesOf(text)).toEqual([
      [900_000, 1, 0],
      [3_600_000, 1, 2],
    ])
  })

  it('keeps the name, start and offset of a period whose first segments have left', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 10)
    appendSample(timeline, { epoch: 2 })
    appendSamples(timeline, 24)
    const text = buildManifest(timeline, nowMs)
    expect(periodsOf(text)).toEqual([
      ['p0', 'PT0S'],
      ['p10', 'PT20S'],
    ])
    expect(templatesOf(text)).toEqual([
      [900_000, 1, 5],
      [2_700_000, 2, 10],
    ])
  })

  it('keeps two periods apart where a segment is gone', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 5)
    timeline.drop(1)
    expect(periodsOf(buildManifest(timeline, nowMs))).toEqual([
      ['p0', 'PT0S'],
      ['p2', 'PT4S'],
    ])
  })
})

describe('once it has ended', () => {
  it('is static, and skips what is missing', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 3)
    appendSample(timeline, { isDiscontinuity: true, startSeconds: 40 })
    timeline.dropBefore(1)
    timeline.end(nowMs)
    const text = buildManifest(timeline, nowMs)
    expect(text).toContain(' type="static" mediaPresentationDuration="PT6S">')
    expect(text).not.toContain('UTCTiming')
    expect(periodsOf(text)).toEqual([
      ['p0', 'PT0S'],
      ['p3', 'PT4S'],
    ])
    expect(templatesOf(text)).toEqual([
      [1_080_000, 1, 1],
      [3_600_000, 1, 3],
    ])
  })
})

it.each([
  ['29.970', '30000/1001'],
  ['59.940', '60000/1001'],
  ['23.976', '24000/1001'],
  ['25.000', '25'],
  ['14.500', '14500/1000'],
])('writes %s frames a second as %s', (frameRate, written) => {
  const timeline = createSampleTimeline()
  timeline.startEpoch(1, [
    {
      name: '720p',
      bandwidth: 1,
      averageBandwidth: 1,
      width: 1280,
      height: 720,
      frameRate,
      videoCodec: 'avc1.64001f',
      audioCodec: null,
    },
  ])
  appendSample(timeline)
  expect(buildManifest(timeline, nowMs)).toContain(` frameRate="${written}"`)
})
