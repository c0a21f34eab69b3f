/** A message that is on its way while the chat moves on behind another door. */

import { selectReach } from '@shoal/db/chat-reach'
import type { ChatRoomRow } from '@shoal/db/chat-rooms'
import { DEFAULT_CHAT_SETTINGS } from '@shoal/protocol/chat'
import type { Privacy } from '@shoal/protocol/privacy'
import { expect, it } from 'vitest'
import { ChatRoom } from './chat-room.ts'
import { createChatKeys } from './keys.ts'
import { MessageWriter } from './message-writer.ts'
import { say } from './say.ts'
import type { Visitor } from './visitor.ts'

const BROADCASTS = ['second', 'first'].map((id, index) => ({ id, startedAt: new Date(Date.now() - index * 1000) }))

const rowWith = (broadcasts: typeof BROADCASTS, privacy: Privacy): ChatRoomRow => {
  const door = { privacy, passwordHash: null }
  const recent = broadcasts.map((one) => ({ ...one, ...(one.id === 'first' ? { privacy: 'public' as const } : door) }))
  const reach = selectReach(
    recent.map((one) => ({ ...one, passwordHash: null })),
    [door],
  )
  return {
    ...{ channel: { id: 'c', slug: 'harbour', title: 'The harbour', ownerId: 'ada' }, isLive: true, bansKey: '' },
    ...{ settings: DEFAULT_CHAT_SETTINGS, overlayEdition: 1, pinnedMessageId: null, isPublic: true },
    ...{ doors: [door], doorKey: '', recentBroadcastIds: [], broadcastId: reach.broadcastId, reach },
  }
}
const mara: Visitor = {
  ...{ account: null, sessionId: null, guest: { id: 'mara', name: 'Mara', since: new Date(0) }, addressHash: 'here' },
  ...{ isOverlay: false, mayModerate: false, mayRun: false, isOwner: false, follows: false },
}

/** Says something, and the next broadcast begins while it is being written. */
async function sayAcross(next: Privacy) {
  const room = new ChatRoom(rowWith(BROADCASTS.slice(1), 'public'), createChatKeys('a secret'))
  const withdrawn: number[] = []
  const heard: string[] = []
  const writer = new MessageWriter({
    ...{ everyMs: 1, maxWaiting: 10, onFailure: (error) => expect(error).toBeUndefined() },
    async write() {
      room.moveTo(rowWith(BROADCASTS, next))
      return [{ id: 7, isNew: true }]
    },
    onWritten: (messages) => {
      const lines = room.add(messages.map((message) => ({ ...message, deletedAt: null })))
      heard.push(...lines.map(({ text }) => text))
    },
  })
  const withdraw = async (id: number) => void withdrawn.push(id)
  const said = await say({ room, visitor: mara, writer, withdraw }, { text: 'hello', clientId: 'client-1' })
  await writer.drain()
  return { said, withdrawn, heard }
}

it('is heard by everyone where the next broadcast has the same door', async () => {
  expect(await sayAcross('unlisted')).toEqual({ said: { kind: 'sent', id: 7 }, withdrawn: [], heard: ['hello'] })
})

it('is not taken where nobody would hear it, and can be sent again', async () => {
  expect(await sayAcross('private')).toEqual({ said: { kind: 'refused', why: 'failed' }, withdrawn: [7], heard: [] })
})
