/** That slices add up, that what gets old gets coarser without losing anything, and that pictures and pulses are kept. */

import { expect, it } from 'vitest'
import { readSeries, readTotals, readViewerTotals } from './analytics.ts'
import { type AudienceSliceRow, addAudienceSlices, readSlices } from './audience-slices.ts'
import { compactRollups } from './compact-roll-ups.ts'
import { slotStartsOf } from './roll-up-tiers.ts'
import { addAudienceRollups, addOriginRollups, addViewerRollups } from './roll-ups.ts'
import { listPulses, writePulse } from './service-pulses.ts'
import { readSwarmMap, writeSwarmMaps } from './swarm-maps.ts'
import { addBroadcast, addOperatorWithChannel, sampleBroadcastId } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const nowMs = Date.UTC(2026, 5, 1, 12)
const broadcastId = sampleBroadcastId

const slice = (agoMs: number, change: Partial<AudienceSliceRow> = {}): AudienceSliceRow => ({
  ...{ broadcastId, at: new Date(nowMs - agoMs), tracker: 'one', browser: 'Firefox', country: 'DE', mode: 'on' },
  ...{ originBytes: 10, peerBytes: 30, playedMs: 1000, latencySumMs: 8000, latencyCount: 1 },
  ...change,
})

describeOnBothDatabases('slices', (database) => {
  it('are of nothing before anybody has watched', async () => {
    expect(await readSlices(database())).toEqual({
      ...{ browsers: [], countries: [], modes: [] },
      sessions: { started: 0, ended: 0, meanMs: null, lengths: [0, 0, 0, 0, 0, 0, 0] },
    })
  })

  it('add up over writes and trackers, by each of what viewers are', async () => {
    const ended = { sessionsEnded: 1, sessionSumMs: 90_000, sessionLengths: [0, 1, 0, 0, 0, 0, 0] }
    await addAudienceSlices(database(), [slice(0, { sessionsStarted: 2 }), slice(0, { mode: 'off', country: '' })])
    await addAudienceSlices(database(), [slice(0, ended), slice(0, { ...ended, tracker: 'two', browser: 'Chrome' })])
    const { browsers, countries, modes, sessions } = await readSlices(database(), { broadcastId })
    expect(browsers).toMatchObject([
      { name: 'Firefox', originBytes: 30, peerBytes: 90, playedMs: 3000, latencyMs: 8000, sessions: 2 },
      { name: 'Chrome', playedMs: 1000, firstFrameMs: null },
    ])
    expect(countries.map(({ name, playedMs }) => [name, playedMs])).toEqual([
      ['DE', 3000],
      ['', 1000],
    ])
    expect(modes.map(({ name }) => name)).toEqual(['on', 'off'])
    expect(sessions).toEqual({ started: 2, ended: 2, meanMs: 90_000, lengths: [0, 2, 0, 0, 0, 0, 0] })
    expect((await readSlices(database(), { channelIds: [] })).browsers).toEqual([])
  })
})

describeOnBothDatabases('roll-ups that get old', (database) => {
  const rung = (agoMs: number) => ({ broadcastId, epoch: 1, rung: '720p', at: new Date(nowMs - agoMs) })
  const agoMs = (length: number, startMs: number) => Array.from({ length }, (_, index) => startMs - index * 10_000)

  it('get coarser, and say the same', async () => {
    const times = [...agoMs(12, HOUR), ...agoMs(12, 4 * HOUR), ...agoMs(60, 3 * DAY), ...agoMs(12, 40 * DAY)]
    await addAudienceRollups(
      database(),
      times.map((ago) => ({ ...rung(ago), originBytes: 10, peerBytes: 30, mediaSeconds: 0.5, playedMs: 900 })),
    )
    await addOriginRollups(
      database(),
      times.map((ago) => ({ ...rung(ago), firstBytes: 10, producedBytes: 80, producedSeconds: 1 })),
    )
    await addViewerRollups(
      database(),
      times.map((ago, index) => ({ ...rung(ago), tracker: 'one', viewers: index + 1, droppedReports: 1 })),
    )
    await addAudienceSlices(database(), [slice(5 * HOUR), slice(5 * HOUR - MINUTE), slice(2 * DAY), slice(0)])
    const period = { since: new Date(nowMs - 50 * DAY), until: new Date(nowMs) }
    const read = async () => ({
      totals: await readTotals(database(), period),
      slices: await readSlices(database(), period),
      days: await readSeries(database(), { ...period, spanMs: DAY }),
    })
    const before = await read()
    expect(before.totals).toMatchObject({ claimed: { peerBytes: 30 * 96 }, droppedReports: 96 })
    await Promise.all([
      compactRollups(database(), { nowMs, pauseMs: 0 }),
      compactRollups(database(), { nowMs, pauseMs: 0 }),
    ])
    expect(await read()).toEqual(before)
    const { prisma } = database()
    // twelve of ten seconds, two minutes, a quarter of an hour, one hour
    expect(await prisma.audienceRollup.count()).toBe(12 + 2 + 1 + 1)
    expect(await prisma.originRollup.count()).toBe(16)
    expect(await prisma.viewerRollup.count()).toBe(16)
    expect(await prisma.audienceSlice.count()).toBe(3)
    expect(await compactRollups(database(), { nowMs, pauseMs: 0 })).toBe(0)
  })

  it.each([
    { ago: '3 days', start: Date.UTC(2026, 4, 29, 18, 30), minutes: 90 },
    { ago: '8 months', start: Date.UTC(2025, 9, 2, 10, 5), minutes: 45 },
    { ago: '2 hours', start: nowMs - 2 * HOUR - 30_000, minutes: 2 },
  ])('are all found from the start of a time on that was $ago ago', async ({ start, minutes }) => {
    const times = Array.from({ length: minutes }, (_, minute) => new Date(start + minute * MINUTE))
    await addAudienceRollups(
      database(),
      times.map((at) => ({ ...rung(0), at, peerBytes: 30 })),
    )
    await addViewerRollups(
      database(),
      times.map((at) => ({ ...rung(0), at, viewers: 5 })),
    )
    const startOfMinute = (at: Date) => new Date(Math.floor(at.getTime() / MINUTE) * MINUTE)
    await addAudienceSlices(
      database(),
      times.map((at) => slice(0, { at: startOfMinute(at) })),
    )
    await compactRollups(database(), { nowMs, pauseMs: 0 })
    const { rollup, slice: since } = slotStartsOf(start, nowMs)
    const totals = await readTotals(database(), { since: rollup })
    expect(totals.claimed.peerBytes).toBe(30 * minutes)
    expect(await readViewerTotals(database(), { since: rollup })).toMatchObject([{ peakViewers: 5 }])
    const { browsers } = await readSlices(database(), { since })
    expect(browsers).toMatchObject([{ name: 'Firefox', playedMs: 1000 * minutes }])
  })

  it('takes what comes late into slots that are coarse already', async () => {
    const late = [{ ...rung(4 * HOUR), peerBytes: 5 }]
    const progress = new Map()
    await addAudienceRollups(database(), late)
    await compactRollups(database(), { nowMs, progress, pauseMs: 0 })
    await addAudienceRollups(database(), [{ ...rung(4 * HOUR - 10_000), peerBytes: 7 }])
    await compactRollups(database(), { nowMs, pauseMs: 0 })
    const rows = await database().prisma.audienceRollup.findMany()
    expect(rows).toMatchObject([{ peerBytes: 12n, at: new Date(nowMs - 4 * HOUR) }])
  })
})

describeOnBothDatabases('what is told of now', (database) => {
  const map = (tracker: string, viewers: number) => ({ tracker, viewers, nodes: [], edges: [] })

  it('has one picture a broadcast: that of the tracker with more viewers, or the newer one', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    await addBroadcast(database(), { channelId })
    const write = (tracker: string, viewers: number, ms: number) =>
      writeSwarmMaps(database(), [{ broadcastId, map: map(tracker, viewers) }], new Date(nowMs + ms))
    const tracker = async () => (await readSwarmMap(database(), broadcastId))?.map.tracker
    await write('one', 10, 0)
    await write('two', 2, 1000)
    expect(await tracker()).toBe('one')
    await write('one', 1, 5000)
    await write('two', 2, 6000)
    expect(await tracker()).toBe('two')
    await write('one', 1, 30_000)
    expect(await tracker()).toBe('one')
    await writeSwarmMaps(database(), [{ broadcastId: 'deletedbroadcast0001', map: map('one', 1) }], new Date())
    expect(await readSwarmMap(database(), 'deletedbroadcast0001')).toBeNull()
  })

  it('has the newest pulse of each service', async () => {
    const values = { memoryBytes: 5, cpuShare: 0.5, loopDelayMs: 1 }
    const at = (ms: number) => new Date(nowMs + ms)
    await writePulse(database(), { service: 'web', at: at(0), startedAt: at(0), values })
    await writePulse(database(), { service: 'ingest', at: at(0), startedAt: at(0), values })
    await writePulse(database(), { service: 'web', at: at(5), startedAt: at(0), values: { ...values, memoryBytes: 6 } })
    expect((await listPulses(database())).map(({ service, values }) => [service, values.memoryBytes])).toEqual([
      ['ingest', 5],
      ['web', 6],
    ])
  })
})
