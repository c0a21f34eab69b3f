/** Downloads: asked for once, made once, and made anew when they failed. */

import { expect, it } from 'vitest'
import { exportsOf, forgetExport, listWaitingExports, requestExport, updateExport } from './recording-exports.ts'
import { finishRecording, markForDeletion, recordingDeleted, startRecording } from './recordings.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = new Date(Date.UTC(2026, 0, 1, 12))

describeOnBothDatabases('downloads of a recording', (database) => {
  async function addReadyRecording(): Promise<string> {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId })
    await startRecording(database(), { broadcastId })
    await finishRecording(database(), { broadcastId, at, seconds: 10, bytes: 1000, segments: 5 })
    return broadcastId
  }

  it('are one for each rung, whoever asks at the same time', async () => {
    const broadcastId = await addReadyRecording()
    const wanted = { broadcastId, rung: '720p' }
    const [one, other] = await Promise.all([requestExport(database(), wanted), requestExport(database(), wanted)])
    expect(one).toMatchObject({ broadcastId, rung: '720p', state: 'waiting', progress: 0, bytes: null })
    expect(one?.token).toMatch(/^[\w-]{32}$/)
    expect(other).toEqual(one)
    await requestExport(database(), { broadcastId, rung: 'audio' })
    expect((await listWaitingExports(database())).map(({ rung }) => rung).sort()).toEqual(['720p', 'audio'])
  })

  it('run, are ready with their size, and are given again as they are', async () => {
    const broadcastId = await addReadyRecording()
    const wanted = { broadcastId, rung: '720p' }
    const id = (await requestExport(database(), wanted))?.id ?? ''
    expect(await updateExport(database(), id, { state: 'running', progress: 0.5 })).toBe(true)
    expect(await listWaitingExports(database())).toMatchObject([{ id, state: 'running', progress: 0.5 }])
    await updateExport(database(), id, { state: 'ready', bytes: 3_000_000_000, at })
    expect(await listWaitingExports(database())).toEqual([])
    expect(await requestExport(database(), wanted)).toMatchObject({
      id,
      state: 'ready',
      progress: 1,
      bytes: 3_000_000_000,
    })
    await forgetExport(database(), id)
    expect(await exportsOf(database(), broadcastId)).toEqual([])
    expect(await requestExport(database(), wanted)).toMatchObject({ state: 'waiting' })
  })

  it('begin anew after they failed', async () => {
    const broadcastId = await addReadyRecording()
    const wanted = { broadcastId, rung: '720p' }
    const id = (await requestExport(database(), wanted))?.id ?? ''
    await updateExport(database(), id, { state: 'failed', error: 'disk-full', at })
    expect(await exportsOf(database(), broadcastId)).toMatchObject([{ state: 'failed', error: 'disk-full' }])
    expect(await requestExport(database(), wanted)).toMatchObject({ id, state: 'waiting', error: null })
  })

  it('are not made of what is not ready, and end with what is deleted', async () => {
    const broadcastId = await addReadyRecording()
    const id = (await requestExport(database(), { broadcastId, rung: '720p' }))?.id ?? ''
    await markForDeletion(database(), broadcastId)
    expect(await requestExport(database(), { broadcastId, rung: '360p' })).toBeNull()
    expect(await listWaitingExports(database())).toEqual([])
    await recordingDeleted(database(), { broadcastId, at })
    expect(await updateExport(database(), id, { state: 'ready', bytes: 1, at })).toBe(false)
  })
})
