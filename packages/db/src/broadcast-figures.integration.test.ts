/** A past broadcast's figures, from the roll-ups and the chat. */

import { expect, it } from 'vitest'
import { readSeries } from './analytics.ts'
import { buildCourse, keepCourses, readKeptSeries } from './broadcast-course.ts'
import { readBroadcastFigures } from './broadcast-figures.ts'
import { listPastBroadcasts } from './broadcast-list.ts'
import { setBroadcastState, startEpoch } from './broadcasts.ts'
import { compactRollups } from './compact-roll-ups.ts'
import { requestExport, updateExport } from './recording-exports.ts'
import { finishRecording, startRecording } from './recordings.ts'
import { addAudienceRollups, addOriginRollups, addViewerRollups } from './roll-ups.ts'
import { addBroadcast, addOperatorWithChannel, sampleRung } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

/** Young enough that nothing was made coarser (`ROLLUP_TIERS`). */
const start = new Date(Math.floor(Date.now() / 10_000) * 10_000 - 110 * 60_000)
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)

describeOnBothDatabases('a past broadcast', (database) => {
  it('is summed into as many points as are asked for, with viewers, bytes, stalls, latency and chat', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId, startedAt: start })
    const slot = { broadcastId, epoch: 1, rung: '720p' }
    await addViewerRollups(database(), [
      { broadcastId, at: start, tracker: 'a', viewers: 3 },
      { broadcastId, at: start, tracker: 'b', viewers: 2 },
      { broadcastId, at: later(10), tracker: 'a', viewers: 4 },
      { broadcastId, at: later(40), tracker: 'a', viewers: 1 },
    ])
    await addAudienceRollups(database(), [
      { ...slot, at: start, originBytes: 100, peerBytes: 300, playedMs: 40_000, stalledMs: 400, mediaSeconds: 40 },
      { ...slot, at: later(10), originBytes: 100, peerBytes: 100, latencySumMs: 9000, latencyCount: 2 },
      { ...slot, rung: '360p', at: later(40), mediaSeconds: 10, firstFrameSumMs: 900, firstFrameCount: 2 },
    ])
    const message = { channelId, broadcastId, authorId: 'guest:1', authorName: 'Jo', authorKind: 'guest', text: 'hi' }
    await database().prisma.chatMessage.createMany({
      data: [
        { ...message, at: later(5) },
        { ...message, at: later(41) },
        { ...message, at: later(42), deletedAt: later(43) },
        { ...message, at: later(58), text: 'said after the end' },
      ],
    })

    const asked = { broadcastId, since: start, until: later(57) }
    const course = await buildCourse(database(), { ...asked, atMost: 3 })
    expect(course.spanMs).toBe(20_000)
    expect(course.points).toEqual([
      {
        ...{ atMs: start.getTime(), viewers: 5, originBytes: 200, peerBytes: 400 },
        ...{ playedMs: 40_000, stalledMs: 400, latencyMs: 4500, chatMessages: 1 },
        ...{ firstFrameMs: null, measuredOriginBytes: 0 },
      },
      expect.objectContaining({ atMs: later(20).getTime(), viewers: 0, latencyMs: null, chatMessages: 0 }),
      expect.objectContaining({ atMs: later(40).getTime(), viewers: 1, chatMessages: 1 }),
    ])
    const figures = await readBroadcastFigures(database(), asked)
    expect(figures).toMatchObject({ peakViewers: 5, sessions: null, firstFrameMs: 450, chatMessages: 2 })
    expect(figures.meanViewers).toBeCloseTo(10 / 3)
    expect(figures.rungs).toEqual([
      { rung: '720p', seconds: 40 },
      { rung: '360p', seconds: 10 },
    ])
    expect(figures.totals.claimed).toMatchObject({ originBytes: 200, peerBytes: 400 })
  })

  it('has sums and no more where nobody watched', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId, startedAt: start })
    const figures = await readBroadcastFigures(database(), { broadcastId, since: start, until: start })
    expect(figures).toMatchObject({ peakViewers: 0, meanViewers: 0, sessions: null, chatMessages: 0, rungs: [] })
    expect(figures.points).toHaveLength(1)
  })

  it('is as fine as it was at its end, and has the same mean, however old it gets', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId, startedAt: start })
    await addViewerRollups(database(), [
      { broadcastId, at: start, viewers: 9 },
      ...[10, 20, 30, 40, 50].map((seconds) => ({ broadcastId, at: later(seconds), viewers: 3 })),
    ])
    await setBroadcastState(database(), { id: broadcastId, state: 'ended', at: later(60), endReason: 'publisher-left' })
    const slot = { broadcastId, epoch: 1, rung: '720p' }
    await addAudienceRollups(database(), [
      { ...slot, at: start, originBytes: 100, peerBytes: 300, playedMs: 9000, latencySumMs: 9000, latencyCount: 2 },
      { ...slot, at: later(20), stalledMs: 400, firstFrameSumMs: 900, firstFrameCount: 2 },
    ])
    await addOriginRollups(database(), [{ ...slot, at: later(10), firstBytes: 70, repeatBytes: 20 }])
    const asked = { broadcastId, since: start, until: later(60) }
    const seriesThen = await readSeries(database(), { ...asked, spanMs: 10_000 })
    expect(seriesThen).toContainEqual(expect.objectContaining({ measuredOriginBytes: 90 }))
    expect(await readKeptSeries(database(), broadcastId)).toBeNull()
    const whatItWas = await readBroadcastFigures(database(), asked)
    expect(whatItWas).toMatchObject({ spanMs: 10_000, meanViewers: 4, peakViewers: 9 })

    await keepCourses(database(), { nowMs: Date.now() })
    await compactRollups(database(), { nowMs: Date.now() + 86_400_000, pauseMs: 0 })
    expect(await database().prisma.viewerRollup.count({ where: { broadcastId } })).toBeLessThan(3)
    expect(await readBroadcastFigures(database(), asked)).toEqual(whatItWas)
    expect(await readKeptSeries(database(), broadcastId)).toEqual({ spanMs: 10_000, points: seriesThen })
    expect(await keepCourses(database(), { nowMs: Date.now() })).toBe(0)
  })

  it('is listed, the newest first, page by page, with its recording, the files of it, and the most viewers', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const ids = ['aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccc'] as const
    for (const [index, id] of ids.entries()) {
      await addBroadcast(database(), { id, channelId, startedAt: later(index * 3600) })
      const at = later(index * 3600 + 600)
      if (index < 2) await setBroadcastState(database(), { id, state: 'ended', at, endReason: 'publisher-left' })
    }
    const low = { ...sampleRung, name: '360p', bandwidth: 800_000 }
    await startEpoch(database(), { broadcastId: ids[1], epoch: 1, rungs: [low, sampleRung] })
    await startRecording(database(), { broadcastId: ids[1] })
    await finishRecording(database(), { broadcastId: ids[1], at: start, seconds: 590, bytes: 1000, segments: 295 })
    const file = await requestExport(database(), { broadcastId: ids[1], rung: '360p' })
    await updateExport(database(), file?.id ?? '', { state: 'ready', bytes: 250, at: later(9000) })
    await addViewerRollups(database(), [{ broadcastId: ids[1], at: later(3600), viewers: 7 }])

    const first = await listPastBroadcasts(database(), channelId, { limit: 1 })
    expect(first).toMatchObject([{ id: ids[1], peakViewers: 7 }])
    expect(first[0]?.recording).toEqual({
      ...{ state: 'ready', seconds: 590, bytes: 1000, error: null, rungs: ['720p', '360p'] },
      exports: [{ rung: '360p', state: 'ready', progress: 1, bytes: 250 }],
    })
    const second = await listPastBroadcasts(database(), channelId, { limit: 5, before: first[0]?.startedAt })
    expect(second).toMatchObject([{ id: ids[0], peakViewers: 0, recording: null, endReason: 'publisher-left' }])
  })
})
