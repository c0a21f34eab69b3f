/** That roll-ups add up, and that totals follow from them. */

import { describe, expect, it } from 'vitest'
import { readSeries, readTotals } from './analytics.ts'
import { startEpoch } from './broadcasts.ts'
import { addAudienceRollups, addOriginRollups, addViewerRollups, type OriginRollupRow } from './roll-ups.ts'
import { addBroadcast, addOperatorWithChannel, sampleBroadcastId, sampleRung } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))
const slot = (second: number, rung = '720p') => ({ broadcastId: sampleBroadcastId, epoch: 1, rung, at: at(second) })

const nothing = {
  claimed: { originBytes: 0, peerBytes: 0, offload: null },
  measured: { originBytes: 0, deliveredBytes: 0, offload: null, playlistAndInitBytes: 0, pastBytes: 0 },
  uploadedBytes: 0,
  playedMs: 0,
  stalledMs: 0,
  stalls: 0,
  rejectedSegments: 0,
  droppedReports: 0,
  latencyMs: null,
  firstFrameMs: null,
}

describeOnBothDatabases('roll-ups', (database) => {
  it('has totals of nothing before anything happens', async () => {
    expect(await readTotals(database())).toEqual(nothing)
  })

  it('adds rows of one ten-second slot up, in one batch and across batches', async () => {
    await addOriginRollups(database(), [
      { ...slot(0), firstBytes: 100, requests: 1 },
      { ...slot(9), firstBytes: 20, repeatBytes: 3, requests: 1 },
      { ...slot(10), firstBytes: 7, requests: 1 },
    ])
    await addOriginRollups(database(), [{ ...slot(4), repeatBytes: 1000, requests: 2, producedSeconds: 1.5 }])
    const rows = await database().prisma.originRollup.findMany({ orderBy: { at: 'asc' } })
    expect(rows).toMatchObject([
      { at: at(0), firstBytes: 120n, repeatBytes: 1003n, requests: 4, producedSeconds: 1.5, initBytes: 0n },
      { at: at(10), firstBytes: 7n, repeatBytes: 0n, requests: 1 },
    ])
  })

  it('keeps rewind and recordings out of what is live', async () => {
    await addOriginRollups(database(), [{ ...slot(0), firstBytes: 100, pastBytes: 5_000_000 }])
    expect((await readTotals(database())).measured).toMatchObject({ originBytes: 100, pastBytes: 5_000_000 })
  })

  it('loses nothing when many add to the same slots at once', async () => {
    const rows = Array.from({ length: 60 }, (_, index): OriginRollupRow => ({ ...slot(index * 10), firstBytes: 1 }))
    const batches = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? rows : rows.toReversed()))
    await Promise.all(batches.map((batch) => addOriginRollups(database(), batch)))
    expect(await readTotals(database())).toMatchObject({ measured: { originBytes: 60 * 12 } })
  })

  it('takes more rows at once than one statement has, and none', async () => {
    const rows = Array.from({ length: 1203 }, (_, index) => ({ ...slot(0, `r${index}`), firstBytes: 2 }))
    await addOriginRollups(database(), rows)
    await addOriginRollups(database(), [])
    expect(await database().prisma.originRollup.count()).toBe(1203)
    expect(await readTotals(database())).toMatchObject({ measured: { originBytes: 2406 } })
  })

  it('counts bytes beyond 32 bits', async () => {
    const terabytes = 5_000_000_000_000
    await addAudienceRollups(database(), [{ ...slot(0), peerBytes: terabytes }])
    await addAudienceRollups(database(), [{ ...slot(0), peerBytes: terabytes }])
    expect((await readTotals(database())).claimed).toEqual({ originBytes: 0, peerBytes: 2 * terabytes, offload: 1 })
  })

  it('keeps the most viewers of a slot and adds up its dropped reports', async () => {
    const { broadcastId } = slot(0)
    await addViewerRollups(database(), [
      { broadcastId, at: at(1), viewers: 3, droppedReports: 1 },
      { broadcastId, at: at(2), viewers: 5 },
    ])
    await addViewerRollups(database(), [{ broadcastId, at: at(3), viewers: 4, droppedReports: 2 }])
    expect(await database().prisma.viewerRollup.findMany()).toEqual([
      { broadcastId, at: at(0), tracker: '', viewers: 5, uplinkRatio: 0, droppedReports: 3 },
    ])
  })

  it('adds up the viewers of several trackers, and keeps the most that each of them had', async () => {
    const { broadcastId } = slot(0)
    await addViewerRollups(database(), [
      { broadcastId, at: at(1), tracker: 'one', viewers: 3 },
      { broadcastId, at: at(2), tracker: 'two', viewers: 4, droppedReports: 1 },
    ])
    await addViewerRollups(database(), [{ broadcastId, at: at(3), tracker: 'one', viewers: 5, droppedReports: 2 }])
    const [point] = await readSeries(database(), { broadcastId, since: at(0), until: at(10) })
    expect(point?.viewers).toBe(9)
    expect((await readTotals(database())).droppedReports).toBe(3)
  })

  it('keeps the groups of an audience apart, and has them all in the totals', async () => {
    await addAudienceRollups(database(), [
      { ...slot(0), playedMs: 1 },
      { ...slot(0), group: 'control', playedMs: 2, originBytes: 5 },
      { ...slot(5), group: 'control', playedMs: 4 },
    ])
    const rows = await database().prisma.audienceRollup.findMany({ orderBy: { group: 'asc' } })
    expect(rows).toMatchObject([
      { group: 'control', playedMs: 6n },
      { group: 'swarm', playedMs: 1n },
    ])
    expect(await readTotals(database())).toMatchObject({ playedMs: 7, claimed: { originBytes: 5 } })
  })

  describe('totals', () => {
    it('sets what players claim beside what the origin measured', async () => {
      await addOriginRollups(database(), [
        // 2 s segments of 500 kB: 250 kB a media second
        {
          ...slot(0),
          firstBytes: 500_000,
          repeatBytes: 250_000,
          servedSeconds: 3,
          producedBytes: 500_000,
          producedSeconds: 2,
          initBytes: 800,
        },
        {
          ...slot(10),
          firstBytes: 250_000,
          servedSeconds: 1,
          producedBytes: 500_000,
          producedSeconds: 2,
          playlistBytes: 200,
        },
      ])
      await addAudienceRollups(database(), [
        {
          ...slot(0),
          originBytes: 1_000_000,
          peerBytes: 1_500_000,
          mediaSeconds: 10,
          uploadedBytes: 1_400_000,
          playedMs: 9000,
          stalledMs: 1000,
          stalls: 2,
          rejectedSegments: 1,
          reports: 2,
          latencySumMs: 11_000,
          latencyCount: 2,
        },
      ])
      await addViewerRollups(database(), [{ broadcastId: sampleBroadcastId, at: at(0), viewers: 4, droppedReports: 3 }])

      expect(await readTotals(database(), { broadcastId: sampleBroadcastId })).toEqual({
        claimed: { originBytes: 1_000_000, peerBytes: 1_500_000, offload: 0.6 },
        measured: {
          originBytes: 1_000_000,
          deliveredBytes: 2_500_000,
          offload: 0.6,
          playlistAndInitBytes: 1000,
          pastBytes: 0,
        },
        uploadedBytes: 1_400_000,
        playedMs: 9000,
        stalledMs: 1000,
        stalls: 2,
        rejectedSegments: 1,
        droppedReports: 3,
        latencyMs: 5500,
        firstFrameMs: null,
      })
    })

    it('values each rung at its own rate, and by its playlist where nothing was made in the period', async () => {
      const { channelId } = await addOperatorWithChannel(database())
      await addBroadcast(database(), { channelId })
      await startEpoch(database(), {
        broadcastId: sampleBroadcastId,
        epoch: 1,
        rungs: [
          { ...sampleRung, name: '720p', averageBandwidth: 8000 },
          { ...sampleRung, name: '360p', averageBandwidth: 4000 },
        ],
      })
      await addOriginRollups(database(), [{ ...slot(0), producedBytes: 6000, producedSeconds: 2 }])
      await addAudienceRollups(database(), [
        { ...slot(0), mediaSeconds: 2 }, // made at 3000 bytes a second, whatever the playlist says
        { ...slot(0, '360p'), mediaSeconds: 4 }, // 4000 bits a second
        { ...slot(0, 'unheard'), mediaSeconds: 100 }, // of no rung that is known
      ])
      expect((await readTotals(database())).measured.deliveredBytes).toBe(2 * 3000 + 4 * 500)
      await addOriginRollups(database(), [{ ...slot(20), firstBytes: 9 }])
      await addAudienceRollups(database(), [{ ...slot(20), mediaSeconds: 3 }])
      const later = await readTotals(database(), { since: at(20) })
      expect(later.measured).toMatchObject({ originBytes: 9, deliveredBytes: 3 * 1000 })
    })

    it('finds that nobody gave anything where the origin served all that was played, whatever its segments weigh', async () => {
      // a quiet minute was watched, of a broadcast whose mean is four times as much
      await addOriginRollups(database(), [
        { ...slot(0), firstBytes: 1000, servedSeconds: 10, producedBytes: 4000, producedSeconds: 10 },
        { ...slot(10), producedBytes: 4000, producedSeconds: 10 },
      ])
      const measured = async () => (await readTotals(database())).measured
      await addAudienceRollups(database(), [{ ...slot(0), mediaSeconds: 10 }])
      expect(await measured()).toMatchObject({ originBytes: 1000, deliveredBytes: 1000, offload: 0 })
      // a second viewer, who got the same from the first
      await addAudienceRollups(database(), [{ ...slot(0), mediaSeconds: 10 }])
      expect(await measured()).toMatchObject({ deliveredBytes: 2000, offload: 0.5 })
      // who fetches and tells nothing has been sent more than was played
      await addOriginRollups(database(), [{ ...slot(0), repeatBytes: 3000, servedSeconds: 30 }])
      expect(await measured()).toMatchObject({ originBytes: 4000, deliveredBytes: 2000, offload: -1 })
    })

    it('leaves out other broadcasts and earlier slots', async () => {
      const other = { ...slot(0), broadcastId: 'another00000000000000' }
      await addAudienceRollups(database(), [
        { ...slot(0), peerBytes: 1 },
        { ...slot(10), peerBytes: 2 },
        { ...other, peerBytes: 4 },
      ])
      const peerBytes = async (period: Parameters<typeof readTotals>[1]) =>
        (await readTotals(database(), period)).claimed.peerBytes
      expect(await peerBytes({})).toBe(7)
      expect(await peerBytes({ broadcastId: sampleBroadcastId })).toBe(3)
      expect(await peerBytes({ since: at(10) })).toBe(2)
      expect(await peerBytes({ since: at(19) })).toBe(2) // the slot that it falls into counts
      expect(await peerBytes({ broadcastId: "' OR true --" })).toBe(0)
    })
  })

  it('has a point for each slot of a series, those without rows too', async () => {
    const other = 'another00000000000000'
    await addOriginRollups(database(), [{ ...slot(10), firstBytes: 30, repeatBytes: 10 }])
    await addAudienceRollups(database(), [
      { ...slot(10), originBytes: 40, peerBytes: 120, stalledMs: 5, playedMs: 995 },
      { ...slot(10, '360p'), peerBytes: 40 },
    ])
    await addViewerRollups(database(), [
      { broadcastId: sampleBroadcastId, at: at(10), viewers: 4 },
      { broadcastId: other, at: at(10), viewers: 2 },
    ])
    const empty = {
      viewers: 0,
      originBytes: 0,
      peerBytes: 0,
      offload: null,
      measuredOriginBytes: 0,
      stalledMs: 0,
      playedMs: 0,
      latencyMs: null,
      firstFrameMs: null,
    }
    const busy = {
      viewers: 4,
      originBytes: 40,
      peerBytes: 160,
      offload: 0.8,
      measuredOriginBytes: 40,
      stalledMs: 5,
      playedMs: 995,
      latencyMs: null,
      firstFrameMs: null,
    }
    const period = { since: at(3), until: at(30) }
    expect(await readSeries(database(), { broadcastId: sampleBroadcastId, ...period })).toEqual([
      { atMs: at(0).getTime(), ...empty },
      { atMs: at(10).getTime(), ...busy },
      { atMs: at(20).getTime(), ...empty },
    ])
    expect((await readSeries(database(), period)).map(({ viewers }) => viewers)).toEqual([0, 6, 0])
  })
})
