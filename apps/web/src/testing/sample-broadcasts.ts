/** A channel that is live and has been before, as it could be, for pictures of the pages. */

import { addNotice } from '@shoal/db/broadcast-notices'
import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import { createChannel } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { hashPassword } from '@shoal/db/password'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { requestExport, updateExport } from '@shoal/db/recording-exports'
import { failRecording, finishRecording, markForDeletion, startRecording } from '@shoal/db/recordings'
import { sampleRung } from '@shoal/db/testing/sample-rows'
import { addSampleAudience } from './sample-audience.ts'
import { addSampleChat } from './sample-chat.ts'
import { addSampleLife } from './sample-life.ts'
import { addSamplePeople } from './sample-people.ts'

/** The one that is live; the player's test origin has it. */
export const SAMPLE_BROADCAST = 'testbroadcast0000001'
export const SAMPLE_RECORDING = 'samplerecording00001'

const HOUR_MS = 3600_000
const DAY_MS = 24 * HOUR_MS
const SMALL_RUNG = { ...sampleRung, name: '360p', bandwidth: 900_000, averageBandwidth: 750_000 }

/** The channel is `harbour`, which is there already, as is its owner, the operator. */
export async function addSampleBroadcasts(db: Database): Promise<void> {
  const channel = await db.prisma.channel.findUniqueOrThrow({ where: { slug: 'harbour' } })
  await createChannel(db, { slug: 'night-radio', title: 'Night radio', ownerId: channel.ownerId })
  await db.prisma.channel.update({
    where: { slug: 'night-radio' },
    data: { announcedAt: new Date(Date.now() + DAY_MS), announcement: 'Slow songs until midnight' },
  })
  const from = new Date(Date.now() - HOUR_MS)
  // some of it lies ahead, so that the broadcast still has viewers when its turn comes
  const until = new Date(Date.now() + 300_000)
  await addBroadcast(db, { id: SAMPLE_BROADCAST, channelId: channel.id, startedAt: from })
  await setBroadcastState(db, { id: SAMPLE_BROADCAST, state: 'live', at: from })
  await addNotice(db, { broadcastId: SAMPLE_BROADCAST, kind: 'rung-shed', detail: '720p', at: from })
  await addNotice(db, {
    ...{ broadcastId: SAMPLE_BROADCAST, kind: 'key-frames-far', at: new Date(Date.now() - 125_000) },
    detail: '2',
  })
  await recordRefusal(db, { channelId: channel.id, reason: 'revoked-key' })
  await recordRefusal(db, { channelId: channel.id, reason: 'unsupported-source', detail: 'VP6 video' })
  await db.prisma.broadcast.update({
    where: { id: SAMPLE_BROADCAST },
    data: {
      ...{ title: 'Boats coming in on the evening tide', category: 'Outdoors' },
      description: 'From the north pier, until the last one is in. The ferry is due at half past seven.',
    },
  })
  await addSampleAudience(db, { broadcastId: SAMPLE_BROADCAST, from, until })
  await addPastBroadcasts(db, channel.id)
  await addSampleLife(db, { broadcastId: SAMPLE_BROADCAST, at: until })
  // the player's test origin dates a recording's beginning so
  const replayed = { channelId: channel.id, broadcastId: SAMPLE_RECORDING, door: 'another' }
  await addSampleChat(db, { ...replayed, from: new Date(Date.now() - 60_000), everyMs: 3000 })
  // and last, for a channel pins one message
  const live = { channelId: channel.id, broadcastId: SAMPLE_BROADCAST, door: 'open' }
  await addSampleChat(db, { ...live, from: new Date(Date.now() - 240_000), everyMs: 20_000 })
  await addDoors(db, channel.ownerId)
  await addSamplePeople(db, channel.id)
}

/** One channel that asks for a password, and one that is for who signs in. */
async function addDoors(db: Database, ownerId: string): Promise<void> {
  await createChannel(db, { slug: 'back-room', title: 'The back room', ownerId })
  await createChannel(db, { slug: 'crew', title: 'The crew’s table', ownerId })
  const passwordHash = await hashPassword('herring')
  await db.prisma.channel.update({ where: { slug: 'back-room' }, data: { privacy: 'password', passwordHash } })
  await db.prisma.channel.update({ where: { slug: 'crew' }, data: { privacy: 'members' } })
}

async function addPastBroadcasts(db: Database, channelId: string): Promise<void> {
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)
  const add = async (id: string, days: number) => {
    await addBroadcast(db, { id, channelId, startedAt: daysAgo(days) })
    const end = new Date(daysAgo(days).getTime() + HOUR_MS)
    await setBroadcastState(db, { id, state: 'ended', at: end, endReason: 'publisher-left' })
    return { broadcastId: id, at: end }
  }
  const figures = { seconds: 5025, bytes: 1_840_000_000, segments: 2513 }

  const yesterday = await add(SAMPLE_RECORDING, 1)
  await finishRecording(db, { ...yesterday, ...figures })
  const made = await requestExport(db, { ...yesterday, rung: '720p' })
  const running = await requestExport(db, { ...yesterday, rung: '360p' })
  if (made) await updateExport(db, made.id, { state: 'ready', bytes: 1_120_000_000, at: daysAgo(1) })
  if (running) await updateExport(db, running.id, { state: 'running', progress: 0.42 })

  await title(db, yesterday.broadcastId, 'Fog, and what can be heard in it')

  const lastWeek = await add('samplerecording00002', 7)
  await finishRecording(db, { ...lastWeek, ...figures, seconds: 754, bytes: 240_000_000 })
  await title(db, lastWeek.broadcastId, 'Mending nets with Ada')
  await failRecording(db, {
    broadcastId: (await add('samplerecording00003', 8)).broadcastId,
    error: 'the disk was full',
  })
  const leaving = await add('samplerecording00004', 9)
  await finishRecording(db, { ...leaving, ...figures })
  await markForDeletion(db, leaving.broadcastId)
}

async function title(db: Database, id: string, words: string): Promise<void> {
  await db.prisma.broadcast.update({ where: { id }, data: { title: words } })
}

async function addBroadcast(db: Database, row: { id: string; channelId: string; startedAt: Date }): Promise<void> {
  await createBroadcast(db, { ...row, source: '1280x720 30 fps H.264 + AAC' })
  await startEpoch(db, { broadcastId: row.id, epoch: 1, rungs: [sampleRung, SMALL_RUNG] })
  await startRecording(db, { broadcastId: row.id })
}
