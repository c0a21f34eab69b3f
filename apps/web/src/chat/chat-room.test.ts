/** A chat's memory: what is in it, and what is left out. */

import type { ChatMessage } from '@shoal/db/chat-messages'
import { DEFAULT_CHAT_SETTINGS } from '@shoal/protocol/chat'
import { expect, it } from 'vitest'
import { ChatRoom } from './chat-room.ts'
import { createChatKeys } from './keys.ts'

const openRoom = (broadcastId: string | null) =>
  new ChatRoom(
    {
      ...{ channel: { id: 'c', slug: 'harbour', title: 'The harbour', ownerId: 'ada' }, broadcastId, isLive: true },
      ...{ settings: DEFAULT_CHAT_SETTINGS, overlayEdition: 1, pinnedMessageId: null, isPublic: true },
      doors: [],
      ...{ doorKey: '', bansKey: '' },
    },
    createChatKeys('a secret'),
  )

const messageOf = (id: number, broadcastId: string | null): ChatMessage => ({
  ...{ id, channelId: 'c', broadcastId, at: new Date(id), text: `message ${id}`, clientId: null, deletedAt: null },
  ...{ authorId: 'guest:a', authorName: 'Ebb', authorKind: 'guest' },
})

it('takes each message once, and only those of its broadcast', () => {
  const room = openRoom('now')
  expect(room.add([messageOf(1, 'now'), messageOf(2, 'before'), messageOf(3, null)]).map(({ id }) => id)).toEqual([1])
  expect(room.add([messageOf(1, 'now'), messageOf(4, 'now')]).map(({ id }) => id)).toEqual([4])
  expect(room.find(({ broadcastId }) => broadcastId !== 'now')).toBeUndefined()
})
