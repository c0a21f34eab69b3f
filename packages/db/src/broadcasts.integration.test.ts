/** Broadcasts, their ladders, and what the web app's poller asks each second. */

import { broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { expect, it } from 'vitest'
import { changedDoors, findDoor } from './broadcast-doors.ts'
import { currentHealth, readBroadcastHealth, writeBroadcastHealth } from './broadcast-health.ts'
import {
  adoptableBroadcasts,
  createBroadcast,
  currentBroadcasts,
  endAbandonedBroadcasts,
  endBroadcasts,
  latestBroadcast,
  setBroadcastState,
  startEpoch,
  updateBroadcast,
} from './broadcasts.ts'
import { channelStates } from './channel-states.ts'
import { createChannel } from './channels.ts'
import { BroadcastState } from './generated/enums.ts'
import { askIngest, ingestOutcome, settleIngestCommand, takeIngestCommands } from './ingest-commands.ts'
import { startRecording } from './recordings.ts'
import {
  addBroadcast,
  addOperatorWithChannel,
  sampleBroadcastId,
  sampleHealth,
  sampleRung,
} from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))

it('has the same states in the database as in the protocol', () => {
  expect(Object.values(BroadcastState)).toEqual(broadcastStateSchema.options)
})

describeOnBothDatabases('broadcasts', (database) => {
  it('goes from starting to ended, with the times of the first live and of the end', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const id = await addBroadcast(database(), { channelId, startedAt: at(0) })
    expect(await latestBroadcast(database(), channelId)).toEqual({
      id,
      state: 'starting',
      epoch: 1,
      startedAt: at(0),
      liveAt: null,
      endedAt: null,
      endReason: null,
      source: null,
      ...{ title: '', description: '', category: '', privacy: 'public' },
    })

    await setBroadcastState(database(), { id, state: 'live', at: at(1) })
    await setBroadcastState(database(), { id, state: 'interrupted', at: at(2) })
    await setBroadcastState(database(), { id, state: 'live', at: at(3) })
    expect(await latestBroadcast(database(), channelId)).toMatchObject({ state: 'live', liveAt: at(1), endedAt: null })

    await setBroadcastState(database(), { id, state: 'ended', at: at(4), endReason: 'publisher-left' })
    await setBroadcastState(database(), { id, state: 'live', at: at(5) }) // what has ended stays so
    expect(await latestBroadcast(database(), channelId)).toMatchObject({
      state: 'ended',
      liveAt: at(1),
      endedAt: at(4),
      endReason: 'publisher-left',
    })
    const events = await database().prisma.broadcastEvent.findMany({
      where: { broadcastId: id },
      orderBy: { id: 'asc' },
    })
    expect(events.map(({ kind, at: time }) => [kind, time])).toEqual([
      ['broadcast.started', at(1)],
      ['broadcast.interrupted', at(2)],
      ['broadcast.ended', at(4)],
    ])
  })

  it('has no event of the end of what was never live, and one alone of a change that is written twice', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const never = await addBroadcast(database(), { channelId, startedAt: at(0) })
    const live = await addBroadcast(database(), { id: 'zyxwvutsrqponmlkjihg', channelId, startedAt: at(1) })
    for (const second of [2, 3]) await setBroadcastState(database(), { id: live, state: 'live', at: at(second) })
    expect(await endBroadcasts(database(), [never, live], 'server-stopped')).toBe(2)
    expect(await endBroadcasts(database(), [never, live], 'server-stopped')).toBe(0)
    const events = await database().prisma.broadcastEvent.findMany({ orderBy: { id: 'asc' } })
    expect(events.map(({ broadcastId, kind }) => [broadcastId, kind])).toEqual([
      [live, 'broadcast.started'],
      [live, 'broadcast.ended'],
    ])
  })

  it('begins with what its channel says, and is changed by itself', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const said = { description: 'Ships.', category: 'Sea', privacy: 'password', passwordHash: 'salt:one' } as const
    await database().prisma.channel.update({ where: { id: channelId }, data: { ...said, broadcastTitle: 'Evening' } })
    const id = await addBroadcast(database(), { channelId, startedAt: at(0) })
    const latest = await latestBroadcast(database(), channelId)
    expect(latest).toMatchObject({ title: 'Evening', description: 'Ships.', category: 'Sea', privacy: 'password' })
    expect(latest).not.toHaveProperty('passwordHash')
    const [closed] = await changedDoors(database(), null)
    expect(closed).toMatchObject({ broadcastId: id, privacy: 'password', passwordHash: 'salt:one' })

    expect(await updateBroadcast(database(), id, { title: 'Night' })).toBe(true)
    expect(await changedDoors(database(), new Date(Number(closed?.changedAt) + 1))).toEqual([])
    await updateBroadcast(database(), id, { privacy: 'public', passwordHash: null })
    expect(await changedDoors(database(), closed?.changedAt ?? null)).toMatchObject([{ privacy: 'public' }])
    expect(await latestBroadcast(database(), channelId)).toMatchObject({ title: 'Night', privacy: 'public' })
    expect(await findDoor(database(), { channelId, broadcastId: null })).toEqual({
      privacy: 'password',
      passwordHash: 'salt:one',
    })
    expect(await findDoor(database(), { channelId: 'another', broadcastId: id })).toBe(null)
    expect(await updateBroadcast(database(), 'nothing', { title: 'Night' })).toBe(false)
  })

  it('has one row of health, and none before there is a broadcast', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const health = { ...sampleHealth, bitrateKbps: 2500 }
    await writeBroadcastHealth(database(), { broadcastId: sampleBroadcastId, at: at(0), health })
    expect(await readBroadcastHealth(database(), sampleBroadcastId)).toBe(null)
    const broadcastId = await addBroadcast(database(), { channelId, startedAt: at(0) })
    await writeBroadcastHealth(database(), { broadcastId, at: at(2), health })
    await writeBroadcastHealth(database(), { broadcastId, at: at(4), health: { ...health, bitrateKbps: 2600 } })
    const written = { ...health, bitrateKbps: 2600, atMs: at(4).getTime() }
    expect(await readBroadcastHealth(database(), broadcastId)).toEqual(written)
    expect(await currentHealth(database())).toEqual(new Map([[broadcastId, written]]))
  })

  it('carries what is asked of ingest over once, and the outcome back', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const id = await askIngest(database(), { channelId, kind: 'end-broadcast' })
    const taken = await takeIngestCommands(database(), new Date())
    expect(taken).toEqual([{ id, channelId, channelSlug: 'harbour', kind: 'end-broadcast' }])
    expect(await takeIngestCommands(database(), new Date())).toEqual([])
    const waiting = ingestOutcome(database(), id)
    await settleIngestCommand(database(), id, 'done')
    expect(await waiting).toBe('done')

    const late = await askIngest(database(), { channelId, kind: 'stop-test-picture' })
    expect(await takeIngestCommands(database(), new Date(Date.now() + 11_000))).toEqual([])
    expect(await ingestOutcome(database(), late, 1)).toBe('not-answered')
  })

  it('keeps every ladder in its own order', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const id = 'zyxwvutsrqponmlkjihg'
    await createBroadcast(database(), { id, channelId, startedAt: at(0), source: '1280x720 30 fps H.264 + AAC' })
    const audio = { ...sampleRung, name: 'audio', width: null, height: null, frameRate: null, videoCodec: null }
    await startEpoch(database(), {
      broadcastId: id,
      epoch: 1,
      rungs: [sampleRung, { ...sampleRung, name: '1080p' }, audio],
    })
    await startEpoch(database(), { broadcastId: id, epoch: 2, rungs: [{ ...sampleRung, name: '360p' }] })

    const [broadcast] = await currentBroadcasts(database())
    expect(broadcast).toMatchObject({ id, channelId, channelSlug: 'harbour', state: 'starting', epoch: 2 })
    expect(broadcast?.rungs.map(({ epoch, name }) => `${epoch} ${name}`)).toEqual([
      '1 720p',
      '1 1080p',
      '1 audio',
      '2 360p',
    ])
    expect(broadcast?.rungs[0]).toEqual({ ...sampleRung, epoch: 1 })
  })

  it('takes a new ladder whole or not at all', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId })
    await expect(startEpoch(database(), { broadcastId, epoch: 2, rungs: [sampleRung, sampleRung] })).rejects.toThrow()
    expect(await currentBroadcasts(database())).toMatchObject([{ epoch: 1, rungs: [] }])
  })

  it('lists what is current and leaves out what has ended', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const ids = ['aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccc', 'dddddddddddddddddddd']
    const states = broadcastStateSchema.options
    for (const [index, id] of ids.entries()) {
      await addBroadcast(database(), { id, channelId, startedAt: at(index) })
      await setBroadcastState(database(), { id, state: states[index] ?? 'ended', at: at(10) })
    }
    expect((await currentBroadcasts(database())).map(({ state }) => state)).toEqual(['starting', 'live', 'interrupted'])

    expect(await endAbandonedBroadcasts(database(), 'server-stopped')).toBe(3)
    expect(await currentBroadcasts(database())).toEqual([])
    const abandoned = await database().prisma.broadcast.findMany({ where: { endReason: 'server-stopped' } })
    expect(abandoned.map(({ id }) => id).sort()).toEqual(ids.slice(0, 3)) // what had ended keeps its own reason
    expect(await endAbandonedBroadcasts(database(), 'server-stopped')).toBe(0)
  })

  it('lets a starting ingest go on with some and end the rest', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const ids = ['aaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccc']
    for (const [index, id] of ids.entries()) await addBroadcast(database(), { id, channelId, startedAt: at(index) })
    const [adopted, ended, abandoned] = await adoptableBroadcasts(database())
    expect(adopted).toEqual({
      ...{ id: ids[0], channelId, channelSlug: 'harbour' },
      ...{ state: 'starting', epoch: 1, startedAt: at(0) },
    })
    expect(await endBroadcasts(database(), [ended?.id ?? ''], 'publisher-left')).toBe(1)
    expect(await endBroadcasts(database(), [], 'publisher-left')).toBe(0)
    expect(await endAbandonedBroadcasts(database(), 'server-stopped', [adopted?.id ?? ''])).toBe(1)
    expect((await currentBroadcasts(database())).map(({ id }) => id)).toEqual([adopted?.id])
    const row = await database().prisma.broadcast.findUnique({ where: { id: abandoned?.id ?? '' } })
    expect(row).toMatchObject({ state: 'ended', endReason: 'server-stopped' })
  })

  it('is created once, though the answer of the first write was lost', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const id = await addBroadcast(database(), { channelId, startedAt: at(0) })
    await setBroadcastState(database(), { id, state: 'live', at: at(1) })
    await addBroadcast(database(), { id, channelId, startedAt: at(0) })
    expect(await latestBroadcast(database(), channelId)).toMatchObject({ id, state: 'live' })
  })

  it('tells the state of every channel by its latest broadcast', async () => {
    const { userId, channelId } = await addOperatorWithChannel(database())
    const quiet = await createChannel(database(), { slug: 'quiet', title: 'Quiet', ownerId: userId })
    await addBroadcast(database(), { id: 'zzzzzzzzzzzzzzzzzzzz', channelId, startedAt: at(0) })
    await setBroadcastState(database(), { id: 'zzzzzzzzzzzzzzzzzzzz', state: 'ended', at: at(1) })
    await addBroadcast(database(), { id: 'aaaaaaaaaaaaaaaaaaaa', channelId, startedAt: at(2) })
    expect(await channelStates(database())).toEqual([
      {
        ...{ channelId, slug: 'harbour', rewindSeconds: 7200 },
        next: null,
        broadcast: {
          ...{ id: 'aaaaaaaaaaaaaaaaaaaa', state: 'starting', privacy: 'public', epoch: 1, recording: null },
          ...{ title: '', description: '', category: '', startedAtMs: at(2).getTime() },
        },
      },
      {
        ...{ channelId: quiet.kind === 'created' ? quiet.channel.id : '', slug: 'quiet', rewindSeconds: 7200 },
        ...{ next: null, broadcast: null },
      },
    ])
    await startRecording(database(), { broadcastId: 'aaaaaaaaaaaaaaaaaaaa' })
    expect(await channelStates(database(), { channelId })).toMatchObject([
      { slug: 'harbour', broadcast: { recording: 'recording' } },
    ])
  })
})
