/** Chat: given ids in order, once each, and what moderators did to it. */

import { expect, it } from 'vitest'
import { setBroadcastState } from './broadcasts.ts'
import { activeChatBans, liftChatBan, listChatBans, putChatBan } from './chat-bans.ts'
import {
  addChatMessages,
  chatMessages,
  deleteChatMessage,
  deleteChatMessagesOf,
  type NewChatMessage,
  pinChatMessage,
  replayedMessages,
} from './chat-messages.ts'
import { chatRooms } from './chat-rooms.ts'
import { chatSettings, renewOverlayEdition, updateChatSettings } from './chat-settings.ts'
import { recordingDeleted, startRecording } from './recordings.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const noon = Date.UTC(2026, 0, 1, 12)

const messageOf = (channelId: string, index: number, more: Partial<NewChatMessage> = {}): NewChatMessage => ({
  ...{
    channelId,
    broadcastId: null,
    door: 'open',
    at: new Date(noon + index * 1000),
    authorId: 'guest:a',
    authorName: 'Ebb',
  },
  ...{ authorKind: 'guest', text: `message ${index}`, clientId: `client-id-${index}`, ...more },
})

describeOnBothDatabases('a chat', (database) => {
  it('gives ids in the order of the messages, and a message sent twice the id that it has', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const [first, second] = await addChatMessages(database(), [messageOf(channelId, 1), messageOf(channelId, 2)])
    const again = await addChatMessages(database(), [
      ...[messageOf(channelId, 2), messageOf(channelId, 3), messageOf(channelId, 3), messageOf('gone', 4)],
    ])
    expect(first?.isNew && second?.isNew && first.id < second.id).toBe(true)
    expect(again).toMatchObject([{ id: second?.id, isNew: false }, { isNew: true }, { isNew: false }, null])
    expect(again[2]?.id).toBe(again[1]?.id)
    const all = await chatMessages(database(), { channelId, broadcastId: null, limit: 10 })
    expect(all.map(({ text, at }) => [text, at.getTime()])).toEqual([
      ...[1, 2, 3].map((index) => [`message ${index}`, noon + index * 1000]),
    ])
  })

  it('commits ids in their order, however many write at a time', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const given: number[] = []
    await Promise.all(
      Array.from({ length: 30 }, async (_, batch) => {
        const own = [0, 1, 2].map((index) => messageOf(channelId, batch * 3 + index))
        for (const added of await addChatMessages(database(), own)) given.push(added?.id ?? 0)
      }),
    )
    expect(new Set(given).size).toBe(90)
    const ids = (await chatMessages(database(), { channelId, broadcastId: null, after: 0, limit: 100 })).map(
      ({ id }) => id,
    )
    expect(ids).toEqual(given.toSorted((a, b) => a - b))
  })

  it('is read in pages both ways, without what was deleted', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const added = await addChatMessages(
      database(),
      [1, 2, 3, 4, 5].map((index) => messageOf(channelId, index)),
    )
    const [one = 0, two = 0, three = 0, four = 0, five = 0] = added.map((message) => message?.id)
    await pinChatMessage(database(), { channelId, id: three })
    expect(await deleteChatMessage(database(), { channelId, id: three, byId: 'ada' })).toBe(true)
    expect(await deleteChatMessage(database(), { channelId, id: three, byId: 'ada' })).toBe(false)
    const idsOf = async (query: object) =>
      (await chatMessages(database(), { channelId, broadcastId: null, limit: 2, ...query })).map(({ id }) => id)
    expect(await idsOf({})).toEqual([four, five])
    expect(await idsOf({ before: four })).toEqual([one, two])
    expect(await idsOf({ after: two })).toEqual([four, five])
    expect(await idsOf({ after: two, withDeleted: true })).toEqual([three, four])
    const [room] = await chatRooms(database(), { slug: 'harbour' })
    expect(room?.pinnedMessageId).toBeNull()
    await deleteChatMessagesOf(database(), { channelId, authorId: 'guest:a', byId: 'ada' })
    expect(await idsOf({})).toEqual([])
  })

  it('is replayed by its broadcast and its clock', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId })
    await addChatMessages(
      database(),
      [1, 2, 3].map((index) => messageOf(channelId, index, { broadcastId })),
    )
    await addChatMessages(database(), [messageOf(channelId, 9)])
    const replayed = async (toMs: number) => {
      const window = { broadcastId, from: new Date(noon + 1000), to: new Date(toMs), limit: 10 }
      return (await replayedMessages(database(), window)).map(({ text }) => text)
    }
    expect(await replayed(noon + 3000)).toEqual(['message 1', 'message 2'])
    expect(await replayed(noon + 9000)).toEqual(['message 1', 'message 2', 'message 3'])
    // what was said after its end belongs to no moment of the picture
    await setBroadcastState(database(), { id: broadcastId, state: 'ended', at: new Date(noon + 2500) })
    expect(await replayed(noon + 9000)).toEqual(['message 1', 'message 2'])

    await startRecording(database(), { broadcastId })
    expect(await replayed(noon + 9000)).toHaveLength(2)
    await recordingDeleted(database(), { broadcastId, at: new Date() })
    expect(await replayed(noon + 9000)).toEqual([])
  })

  it('shows its own broadcast, and only before the first what was said before', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    await addChatMessages(database(), [
      messageOf(channelId, 1),
      messageOf(channelId, 2, { broadcastId: 'one' }),
      messageOf(channelId, 3, { broadcastId: 'other' }),
    ])
    const shown = async (broadcastId: string | null) =>
      (await chatMessages(database(), { channelId, broadcastId, limit: 10 })).map(({ text }) => text)
    expect(await shown(null)).toEqual(['message 1'])
    expect(await shown('one')).toEqual(['message 2'])
    expect(await shown('other')).toEqual(['message 3'])
    const reach = { broadcastId: 'other', earlier: ['one', null], door: 'open', since: new Date(noon + 2000) }
    const within = async (page: object) =>
      (await chatMessages(database(), { channelId, ...reach, limit: 10, ...page })).map(({ text }) => text)
    expect(await within({})).toEqual(['message 2', 'message 3'])
    expect([await within({ limit: 1 }), await within({ limit: 1, after: 0 })]).toEqual([['message 3'], ['message 2']])
    expect(await within({ door: 'private' })).toEqual(['message 3'])
  })

  it('keeps its settings beside the overlay’s edition, and forgives what cannot be read', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    expect(await renewOverlayEdition(database(), channelId)).toBe(2)
    await updateChatSettings(database(), channelId, { slowSeconds: 5, blockedWords: ['spam*'] })
    expect(await chatSettings(database(), channelId)).toMatchObject({ slowSeconds: 5, mode: 'everyone' })
    await database().prisma.channel.update({
      where: { id: channelId },
      data: { chatSettings: { mode: 'nobody', slowSeconds: 7, overlayEdition: 3 } },
    })
    const [room] = await chatRooms(database(), { ids: [channelId] })
    expect(room).toMatchObject({ settings: { mode: 'everyone', slowSeconds: 7 }, overlayEdition: 3 })
  })

  it('knows the broadcast that goes on, and when it may be another who may come in', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const roomNow = async () => (await chatRooms(database(), { ids: [channelId] }))[0]
    expect(await roomNow()).toMatchObject({ channel: { slug: 'harbour' }, broadcastId: null, isPublic: true })
    const id = await addBroadcast(database(), { channelId })
    const before = await roomNow()
    expect(before?.broadcastId).toBe(id)
    await database().prisma.broadcast.update({ where: { id }, data: { privacy: 'members' } })
    expect((await roomNow())?.doorKey).not.toBe(before?.doorKey)
    expect(await roomNow()).toMatchObject({
      isLive: true,
      isPublic: false,
      reach: { broadcastId: id, door: 'members' },
    })
    const withOldKey = await roomNow()
    await renewOverlayEdition(database(), channelId)
    expect((await roomNow())?.doorKey).not.toBe(withOldKey?.doorKey)
    await setBroadcastState(database(), { id, state: 'ended', at: new Date() })
    expect(await roomNow()).toMatchObject({ broadcastId: id, isLive: false, isPublic: false })
  })

  it('keeps bans until they are over or lifted, and one for each author', async () => {
    const { channelId, userId } = await addOperatorWithChannel(database())
    const minute = new Date(Date.now() + 60_000)
    const ban = { channelId, authorName: 'Ebb', byId: userId, addressHash: 'hash-1', authorId: 'guest:a' }
    const before = (await chatRooms(database(), { ids: [channelId] }))[0]?.bansKey
    await putChatBan(database(), { ...ban, id: 'ban-1', until: minute })
    await putChatBan(database(), { ...ban, id: 'ban-0', authorId: 'guest:b', until: new Date(noon) })
    expect(await activeChatBans(database(), channelId)).toMatchObject([{ authorId: 'guest:a', until: minute }])
    await putChatBan(database(), { ...ban, id: 'ban-2', until: null })
    expect(await listChatBans(database(), channelId)).toMatchObject([{ id: 'ban-1', until: null, byName: 'Ada' }])
    // a time-out of somebody banned lets nobody in, and a shorter one not sooner
    expect(await putChatBan(database(), { ...ban, id: 'ban-3', until: minute, byId: 'mo' })).toBe(false)
    const hour = new Date(Date.now() + 3_600_000)
    expect(await putChatBan(database(), { ...ban, id: 'ban-4', authorId: 'guest:c', until: hour })).toBe(true)
    expect(await putChatBan(database(), { ...ban, id: 'ban-5', authorId: 'guest:c', until: minute })).toBe(false)
    expect(await listChatBans(database(), channelId)).toMatchObject([
      { id: 'ban-4', until: hour },
      { id: 'ban-1', until: null, byName: 'Ada' },
    ])
    await liftChatBan(database(), { channelId, id: 'ban-4' })
    expect((await chatRooms(database(), { ids: [channelId] }))[0]?.bansKey).not.toBe(before)
    expect(await liftChatBan(database(), { channelId: 'another', id: 'ban-1' })).toBeNull()
    expect(await liftChatBan(database(), { channelId, id: 'ban-1' })).toMatchObject({ authorName: 'Ebb' })
    expect(await activeChatBans(database(), channelId)).toEqual([])
  })
})
