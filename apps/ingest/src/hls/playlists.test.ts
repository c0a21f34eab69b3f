import { describe, expect, it } from 'vitest'
import { appendSample, appendSamples, createSampleTimeline } from '../testing/sample-timeline.ts'
import {
  buildEpochMedia,
  buildEpochMultivariant,
  buildWholeMedia,
  buildWholeMultivariant,
} from './broadcast-playlists.ts'

const gaplessStart = `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
`

describe('the live window of an epoch', () => {
  it('tells of a restart of the encoder', () => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    appendSample(timeline, { isDiscontinuity: true, startSeconds: 15, durationSeconds: 1.5 })
    expect(buildEpochMedia(timeline, 1, '720p')).toBe(`${gaplessStart}#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="init-init1.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T20:00:00.000Z
#EXTINF:2.000000,
0-720px0.m4s
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-01-01T20:00:05.000Z
#EXTINF:1.500000,
1-720px1.m4s
`)
  })

  it('never has a player add to its URL, by which the swarm knows it', () => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    expect(buildEpochMedia(timeline, 1, '720p')).not.toContain('SERVER-CONTROL')
  })

  it('counts discontinuities that have left it, and never writes one before its first segment', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 5)
    appendSample(timeline, { isDiscontinuity: true })
    const sequence = () => /DISCONTINUITY-SEQUENCE:(\d+)/.exec(buildEpochMedia(timeline, 1, '720p') ?? '')?.[1]
    appendSamples(timeline, 8)
    expect(sequence()).toBe('0')
    appendSample(timeline)
    expect(sequence()).toBe('1')
    expect(buildEpochMedia(timeline, 1, '720p')).not.toContain('#EXT-X-DISCONTINUITY\n')
    appendSample(timeline)
    expect(sequence()).toBe('1')
  })

  it('vouches for the pieces of each segment that it can, right before its duration', () => {
    const timeline = createSampleTimeline()
    const sizes = { bytes: 1, videoBytes: 0, initHash: 'init1' }
    const rooted = (number: number) => ({ '720p': { ...sizes, hash: `h${number}`, pieceRoot: `root${number}` } })
    appendSample(timeline, { parts: rooted(0) })
    appendSample(timeline, { parts: { '720p': { ...sizes, hash: 'h1' } } })
    appendSample(timeline, { number: 3, parts: rooted(3) })
    appendSample(timeline, { parts: rooted(4) })
    timeline.drop(3)
    const text = buildEpochMedia(timeline, 1, '720p') ?? ''
    expect(text.slice(text.indexOf('#EXT-X-MAP')).replaceAll(/#EXT-X-(PROGRAM|MAP).*\n/g, '')).toBe(
      `#EXT-X-SHOAL-PIECES:root0
#EXTINF:2.000000,
0-h0.m4s
#EXTINF:2.000000,
1-h1.m4s
#EXT-X-GAP
#EXTINF:0.001000,
2.gone
#EXT-X-DISCONTINUITY
#EXT-X-GAP
#EXTINF:2.000000,
3-h3.m4s
#EXT-X-SHOAL-PIECES:root4
#EXTINF:2.000000,
4-h4.m4s
`,
    )
    expect(buildWholeMedia(timeline, '720p', false)).not.toContain('SHOAL')
  })

  it('keeps the numbers of segments that were lost', () => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    appendSample(timeline, { number: 3, isDiscontinuity: true })
    const lines = buildEpochMedia(timeline, 1, '720p')?.split('\n') ?? []
    expect(lines.filter((line) => /^(?!#)./.test(line))).toEqual(['0-720px0.m4s', '1.gone', '2.gone', '3-720px3.m4s'])
    expect(lines.filter((line) => line === '#EXT-X-GAP')).toHaveLength(2)
    expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1)
  })

  it('leaves the time of a segment that was lost within a run', () => {
    const before = createSampleTimeline()
    appendSamples(before, 4)
    const timeline = createSampleTimeline()
    timeline.startEpoch(1, before.epochs.get(1)?.variants ?? [])
    for (const { segment } of before.entries) if (segment.number !== 2) timeline.append(segment, true)
    const text = buildEpochMedia(timeline, 1, '720p')
    expect(text).toContain('#EXT-X-GAP\n#EXTINF:2.000000,\n2.gone\n')
    expect(text).not.toContain('#EXT-X-DISCONTINUITY\n')
  })

  it('closes when the next epoch starts, and when the broadcast ends', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 2)
    appendSample(timeline, { epoch: 2 })
    expect(buildEpochMedia(timeline, 1, '720p')).toMatch(/1-720px1\.m4s\n#EXT-X-ENDLIST\n$/)
    expect(buildEpochMedia(timeline, 2, '720p')).toMatch(/2-720px2\.m4s\n$/)
    timeline.end(0)
    expect(buildEpochMedia(timeline, 2, '720p')).toMatch(/2-720px2\.m4s\n#EXT-X-ENDLIST\n$/)
  })

  it.each([
    [1, '480p'],
    [1, 'constructor'],
    [2, '720p'],
  ])('knows nothing of epoch %i, rung %s', (epoch, rung) => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    expect(buildEpochMedia(timeline, epoch, rung)).toBeNull()
  })

  it('declares what a player needs to choose a rung, and leaves out what sound has not', () => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    expect(buildEpochMultivariant(timeline, 1)).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1600000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000
720p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=1600000,CODECS="avc1.64001e,mp4a.40.2",RESOLUTION=640x360,FRAME-RATE=30.000
360p/index.m3u8
#EXT-X-STREAM-INF:BANDWIDTH=2000000,AVERAGE-BANDWIDTH=120000,CODECS="mp4a.40.2"
audio/index.m3u8
`)
  })
})

describe('the whole broadcast', () => {
  it('goes on over epochs, in the nearest rung where one is missing', () => {
    const timeline = createSampleTimeline()
    appendSample(timeline)
    const [high, low, audio] = [...(timeline.latestEpoch?.variants ?? [])]
    timeline.startEpoch(2, [{ ...(low ?? fail()), name: '480p', height: 480 }, audio ?? fail()])
    appendSample(timeline, { epoch: 2 })
    const uris = (rung: string) =>
      [...(buildWholeMedia(timeline, rung, false)?.matchAll(/^[^#].*$/gm) ?? [])].map(([uri]) => uri)
    expect(high?.name).toBe('720p')
    expect(uris('720p')).toEqual(['1/720p/0-720px0.m4s', '2/480p/1-480px1.m4s'])
    expect(uris('480p')).toEqual(['1/360p/0-360px0.m4s', '2/480p/1-480px1.m4s'])
    expect(uris('audio')).toEqual(['1/audio/0-audiox0.m4s', '2/audio/1-audiox1.m4s'])
    expect(buildWholeMedia(timeline, '720p', false)).toContain(
      '#EXT-X-DISCONTINUITY\n#EXT-X-MAP:URI="2/480p/init-init2.mp4"\n',
    )
    expect(buildWholeMedia(timeline, '1080p', false)).toBeNull()
  })

  it('leaves out what a client has already', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 25)
    const whole = buildWholeMedia(timeline, '720p', false) ?? ''
    const delta = buildWholeMedia(timeline, '720p', true) ?? ''
    expect(whole).toContain('#EXT-X-VERSION:9\n')
    expect(whole).toContain('#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=20.0\n')
    const [, skipped] = /^#EXT-X-SKIP:SKIPPED-SEGMENTS=(\d+)$/m.exec(delta) ?? []
    expect(skipped).toBe('15')
    expect(delta.match(/#EXTINF/g)).toHaveLength(10)
    const tail = (text: string) => text.slice(text.indexOf('#EXT-X-PROGRAM-DATE-TIME:2026-01-01T20:00:30'))
    expect(tail(delta)).toBe(tail(whole))
  })

  it('writes a short one whole, whatever is asked for', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 4)
    expect(buildWholeMedia(timeline, '720p', true)).toBe(buildWholeMedia(timeline, '720p', false))
  })

  it('is a recording once it has ended, without what is missing', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 3)
    appendSample(timeline, { number: 6 })
    appendSamples(timeline, 2)
    timeline.drop(7)
    timeline.end(0)
    const text = buildWholeMedia(timeline, '360p', false) ?? ''
    expect(text.replaceAll(/#EXT-X-(PROGRAM|MAP).*\n/g, '')).toBe(`#EXTM3U
#EXT-X-VERSION:6
#EXT-X-TARGETDURATION:2
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-INDEPENDENT-SEGMENTS
#EXTINF:2.000000,
1/360p/0-360px0.m4s
#EXTINF:2.000000,
1/360p/1-360px1.m4s
#EXTINF:2.000000,
1/360p/2-360px2.m4s
#EXT-X-DISCONTINUITY
#EXTINF:2.000000,
1/360p/6-360px6.m4s
#EXT-X-DISCONTINUITY
#EXTINF:2.000000,
1/360p/8-360px8.m4s
#EXT-X-ENDLIST
`)
  })

  it('says what was measured', () => {
    const timeline = createSampleTimeline()
    appendSamples(timeline, 2)
    const sizes = { videoBytes: 0, initHash: 'init1', hash: 'h' }
    appendSample(timeline, {
      parts: { '720p': { bytes: 700_000, ...sizes }, '360p': { bytes: 1, ...sizes }, audio: { bytes: 1, ...sizes } },
    })
    expect(buildWholeMultivariant(timeline)).toContain(
      '#EXT-X-STREAM-INF:BANDWIDTH=2800000,AVERAGE-BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=30.000\n720p.m3u8\n',
    )
  })

  it('never lists another target duration, media sequence or number for a segment that it listed', () => {
    const timeline = createSampleTimeline()
    const seen = new Map<string, number>()
    for (let i = 0; i < 60; i++) {
      appendSample(timeline, { isDiscontinuity: i % 7 === 3, number: timeline.nextNumber + (i % 11 === 5 ? 2 : 0) })
      const text = buildWholeMedia(timeline, '720p', false) ?? ''
      const first = Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1])
      for (const [at, [uri]] of [...text.matchAll(/^[^#].*$/gm)].entries()) {
        expect(seen.get(uri) ?? first + at).toBe(first + at)
        seen.set(uri, first + at)
      }
    }
    expect(seen.get('1/720p/40-720px40.m4s')).toBe(40)
  })
})

function fail(): never {
  throw new Error('the sample has three rungs')
}
