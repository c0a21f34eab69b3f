/** A chat that is kept up with what several processes write. */

import { addChatMessages } from '@shoal/db/chat-messages'
import { addBroadcast, addOperatorWithChannel } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ChatRooms } from './chat-rooms.ts'
import { createChatKeys } from './keys.ts'

const FIRST = 'aaaaaaaaaaaaaaaaaaaa'
const SECOND = 'bbbbbbbbbbbbbbbbbbbb'

let database: TestDatabase
beforeAll(async () => {
  database = await startTestDatabase()
}, 60_000)
afterAll(() => database[Symbol.asyncDispose]())

it('loses nothing when another process hears of the next broadcast first', async () => {
  const { channelId } = await addOperatorWithChannel(database.db)
  await addBroadcast(database.db, { id: FIRST, channelId, startedAt: new Date(Date.now() - 1000) })
  const heard: string[] = []
  const rooms = new ChatRooms({
    ...{ db: database.db, keys: createChatKeys('a secret'), secret: () => 'a secret' },
    settings: async () => ({ chatNames: 'anyone' }),
    onLines: (_, lines) => heard.push(...lines.map(({ text }) => text)),
    onFailure: (error) => expect(error).toBeUndefined(),
  })
  const room = await rooms.open('harbour')
  if (!room) throw new Error('there is no such chat')
  await addBroadcast(database.db, { id: SECOND, channelId })
  const say = (text: string, broadcastId: string) =>
    addChatMessages(database.db, [
      {
        ...{ channelId, broadcastId, door: 'open', at: new Date(), text, clientId: text },
        ...{ authorId: 'guest:a', authorName: 'Ebb', authorKind: 'guest' },
      },
    ])
  await say('by a process that has heard of it', SECOND)
  await say('by one that has not', FIRST)
  await rooms.catchUp(room)
  await expect.poll(() => heard).toEqual(['by a process that has heard of it', 'by one that has not'])
  // nor waits it for a broadcast that is gone
  await say('of a broadcast that is gone', 'gone')
  await say('after that', SECOND)
  await rooms.catchUp(room)
  await expect.poll(() => heard.at(-1), { timeout: 4000 }).toBe('after that')
  expect(heard).toHaveLength(3)
  rooms.close()
})
