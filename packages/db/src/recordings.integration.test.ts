/** Recordings from their first segment to a free disk, and when they expire. */

import { DEFAULT_SERVER_SETTINGS } from '@shoal/protocol/server-settings'
import { expect, it } from 'vitest'
import { setBroadcastState, startEpoch } from './broadcasts.ts'
import { updateChannelSettings } from './channels.ts'
import { RecordingState } from './generated/enums.ts'
import { requestExport, updateExport } from './recording-exports.ts'
import {
  expiredRecordings,
  failRecording,
  findRecording,
  finishRecording,
  listChangingRecordings,
  listMarkedForDeletion,
  listRecordings,
  listUnfinishedRecordings,
  markForDeletion,
  recordedBytes,
  recordingDeleted,
  startRecording,
} from './recordings.ts'
import { writeServerSettings } from './server-settings.ts'
import { addBroadcast, addOperatorWithChannel, sampleRung, sampleSettings } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))
const DAY_MS = 86_400_000
const figures = { seconds: 3600.5, bytes: 5_000_000_000, segments: 1800 }

it('has the states that the contract names', () => {
  expect(Object.values(RecordingState)).toEqual(['recording', 'ready', 'failed', 'deleting', 'deleted'])
})

describeOnBothDatabases('recordings', (database) => {
  const addRecording = async (id: string, channelId: string, second = 0) => {
    const broadcastId = await addBroadcast(database(), { id, channelId, startedAt: at(second) })
    await startRecording(database(), { broadcastId })
    return broadcastId
  }
  const end = (id: string, second: number) => setBroadcastState(database(), { id, state: 'ended', at: at(second) })

  it('starts once, becomes ready with its figures, and is listed with its rungs', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addRecording('aaaaaaaaaaaaaaaaaaaa', channelId)
    await startRecording(database(), { broadcastId }) // as when the answer of the first was lost
    const low = { ...sampleRung, name: '360p', bandwidth: 800_000 }
    await startEpoch(database(), { broadcastId, epoch: 1, rungs: [low, sampleRung] })
    await startEpoch(database(), { broadcastId, epoch: 2, rungs: [low] })
    expect(await listRecordings(database(), channelId)).toMatchObject([{ state: 'recording', bytes: 0 }])

    await end(broadcastId, 60)
    await finishRecording(database(), { broadcastId, at: at(62), ...figures })
    await finishRecording(database(), { broadcastId, at: at(62), ...figures })
    expect(await listRecordings(database(), channelId)).toEqual([
      {
        ...figures,
        broadcastId,
        state: 'ready',
        startedAt: at(0),
        endedAt: at(60),
        error: null,
        rungs: ['720p', '360p'],
        exports: [],
      },
    ])
    expect(await findRecording(database(), broadcastId)).toMatchObject({
      state: 'ready',
      channel: { slug: 'harbour', title: 'The harbour' },
    })
    expect(await findRecording(database(), 'nothing')).toBeNull()
  })

  it('lists the newest first', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    await addRecording('aaaaaaaaaaaaaaaaaaaa', channelId, 0)
    await addRecording('bbbbbbbbbbbbbbbbbbbb', channelId, 5)
    const ids = (await listRecordings(database(), channelId)).map(({ broadcastId }) => broadcastId)
    expect(ids).toEqual(['bbbbbbbbbbbbbbbbbbbb', 'aaaaaaaaaaaaaaaaaaaa'])
    expect(await listRecordings(database(), channelId, { limit: 1 })).toHaveLength(1)
  })

  it('tells which ones something becomes of just now, of a channel alone', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const add = async (id: string) => {
      const broadcastId = await addRecording(id, channelId)
      await end(broadcastId, 60)
      await finishRecording(database(), { broadcastId, at: at(62), ...figures })
      return broadcastId
    }
    const changing = async () => {
      const rows = await listChangingRecordings(database(), channelId, { since: at(100) })
      return rows.map(({ broadcastId }) => broadcastId).toSorted()
    }
    const [made, gone] = [await add('aaaaaaaaaaaaaaaaaaaa'), await add('bbbbbbbbbbbbbbbbbbbb')]
    expect(await changing()).toEqual([])
    const running = await addRecording('cccccccccccccccccccc', channelId)
    await markForDeletion(database(), gone)
    const file = await requestExport(database(), { broadcastId: made, rung: '720p' })
    expect(await changing()).toEqual([made, gone, running])
    expect(await listChangingRecordings(database(), 'another', { since: at(100) })).toEqual([])

    await recordingDeleted(database(), { broadcastId: gone, at: at(80) })
    await updateExport(database(), file?.id ?? '', { state: 'ready', bytes: 5, at: at(100) })
    expect(await changing()).toEqual([made, running])
    await updateExport(database(), file?.id ?? '', { state: 'ready', bytes: 5, at: at(99) })
    expect(await changing()).toEqual([running])
  })

  it('adds up what a channel’s recordings take', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    expect(await recordedBytes(database(), channelId)).toBe(0)
    for (const [index, id] of ['aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb'].entries()) {
      const broadcastId = await addRecording(id, channelId, index)
      await finishRecording(database(), { broadcastId, at: at(62), ...figures })
    }
    expect(await recordedBytes(database(), channelId)).toBe(2 * figures.bytes)
    expect(await recordedBytes(database(), 'another')).toBe(0)
  })

  it('tells a starting ingest which ones nobody finished', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const left = await addRecording('aaaaaaaaaaaaaaaaaaaa', channelId)
    await addRecording('bbbbbbbbbbbbbbbbbbbb', channelId)
    await end(left, 60)
    expect(await listUnfinishedRecordings(database())).toEqual([left])
    await failRecording(database(), { broadcastId: left, error: 'no segment was kept' })
    expect(await listUnfinishedRecordings(database())).toEqual([])
    expect(await findRecording(database(), left)).toMatchObject({ state: 'failed', error: 'no segment was kept' })
  })

  it('is deleted in two steps, never while it runs, and its downloads go with it', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addRecording('aaaaaaaaaaaaaaaaaaaa', channelId)
    expect(await markForDeletion(database(), broadcastId)).toBe(false)
    await end(broadcastId, 60)
    await finishRecording(database(), { broadcastId, at: at(62), ...figures })
    await requestExport(database(), { broadcastId, rung: '720p' })

    expect(await markForDeletion(database(), broadcastId)).toBe(true)
    expect(await markForDeletion(database(), broadcastId)).toBe(false)
    expect(await listMarkedForDeletion(database())).toEqual([broadcastId])
    expect(await listRecordings(database(), channelId)).toMatchObject([{ state: 'deleting' }])

    await finishRecording(database(), { broadcastId, at: at(63), ...figures }) // too late
    await recordingDeleted(database(), { broadcastId, at: at(64) })
    expect(await listMarkedForDeletion(database())).toEqual([])
    expect(await listRecordings(database(), channelId)).toEqual([])
    expect(await findRecording(database(), broadcastId)).toMatchObject({ state: 'deleted', bytes: 0, exports: [] })
  })

  it('expires after its channel’s days, counted from the end of the broadcast', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addRecording('aaaaaaaaaaaaaaaaaaaa', channelId)
    await end(broadcastId, 60)
    await finishRecording(database(), { broadcastId, at: at(62), ...figures })
    const days = (count: number) => new Date(at(60).getTime() + count * DAY_MS)

    expect(await expiredRecordings(database(), days(5000))).toEqual([]) // kept until somebody deletes it
    await writeServerSettings(database(), { ...DEFAULT_SERVER_SETTINGS, retentionDays: 30 })
    expect(await expiredRecordings(database(), new Date(days(30).getTime() - 1))).toEqual([])
    expect(await expiredRecordings(database(), days(30))).toEqual([broadcastId])
    await updateChannelSettings(database(), channelId, { ...sampleSettings, retentionDays: 7 })
    expect(await expiredRecordings(database(), new Date(days(7).getTime() - 1))).toEqual([])
    expect(await expiredRecordings(database(), days(7))).toEqual([broadcastId])
    await markForDeletion(database(), broadcastId)
    expect(await expiredRecordings(database(), days(8))).toEqual([])
  })
})
