/** What the home page and the search list, and what they leave out. */

import { expect, it } from 'vitest'
import { setBroadcastState } from './broadcasts.ts'
import { findLive, listAnnouncements, listLive, listPublicChannels, listPublicRecordings } from './listings.ts'
import { finishRecording, startRecording } from './recordings.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))
const limit = 10

describeOnBothDatabases('listings', (database) => {
  it('has what is public, live or recorded, and finds it by its words', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const add = async (id: string, second: number, what: { title: string; privacy?: 'unlisted' | 'private' }) => {
      const broadcastId = await addBroadcast(database(), { id, channelId, startedAt: at(second) })
      await database().prisma.broadcast.update({ where: { id }, data: what })
      return broadcastId
    }
    const record = async (broadcastId: string) => {
      await startRecording(database(), { broadcastId })
      await setBroadcastState(database(), { id: broadcastId, state: 'ended', at: at(60) })
      await finishRecording(database(), { broadcastId, at: at(61), seconds: 60, bytes: 1000, segments: 30 })
    }
    await record(await add('aaaaaaaaaaaaaaaaaaaa', 1, { title: '100 % Möwen' }))
    await record(await add('bbbbbbbbbbbbbbbbbbbb', 2, { title: 'gulls again' }))
    await record(await add('cccccccccccccccccccc', 3, { title: 'gulls, hidden', privacy: 'unlisted' }))
    const live = await add('dddddddddddddddddddd', 4, { title: 'Gulls now' })
    await setBroadcastState(database(), { id: live, state: 'live', at: at(5) })

    expect((await listLive(database(), { limit })).map(({ title }) => title)).toEqual(['Gulls now'])
    const recorded = async (containing?: string) =>
      (await listPublicRecordings(database(), { limit, containing })).map(({ title }) => title)
    expect(await recorded()).toEqual(['gulls again', '100 % Möwen'])
    expect(await recorded('GULLS')).toEqual(['gulls again'])
    expect(await recorded('100 %')).toEqual(['100 % Möwen'])
    expect(await recorded('%')).toEqual(['100 % Möwen'])
    expect(await recorded('_')).toEqual([])
    expect(await recorded(' again  GULLS ')).toEqual(['gulls again'])
    expect(await recorded('again terns')).toEqual([])
    const of = async (slug: string, before?: Date) =>
      (await listPublicRecordings(database(), { limit, of: slug, before })).map(({ title }) => title)
    expect((await findLive(database(), 'gulls', { limit })).map(({ id }) => id)).toEqual([live])
    expect(await findLive(database(), 'terns', { limit })).toEqual([])
    const { slug } = await database().prisma.channel.findUniqueOrThrow({ where: { id: channelId } })
    expect(await findLive(database(), `gulls ${slug}`, { limit })).toHaveLength(1)
    expect(await listPublicChannels(database(), { limit, containing: `${slug} terns` })).toEqual([])
    expect(await of(slug)).toEqual(['gulls again', '100 % Möwen'])
    expect(await of(slug, at(2))).toEqual(['100 % Möwen'])
    expect(await of('nobody')).toEqual([])

    await database().prisma.broadcast.update({ where: { id: live }, data: { privacy: 'private' } })
    expect(await listLive(database(), { limit })).toEqual([])
  })

  it('has what is announced and still to come, and no channel that is not public', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const { channel } = database().prisma
    await channel.updateMany({ data: { privacy: 'unlisted' } })
    const announced = { privacy: 'public', announcedAt: at(30), announcement: 'Tide talk' } as const
    const { slug } = await channel.update({ where: { id: channelId }, data: announced })
    const listed = (after: Date) => listAnnouncements(database(), { after, limit })
    expect(await listed(at(29))).toMatchObject([{ at: at(30), words: 'Tide talk', channel: { slug } }])
    expect(await listed(at(31))).toEqual([])
    expect((await listPublicChannels(database(), { limit })).map((one) => one.slug)).toEqual([slug])
    expect(await listPublicChannels(database(), { limit, containing: 'nobody has this' })).toEqual([])
  })
})
