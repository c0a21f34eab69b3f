/** A chat's memory: what is in it, and what is left out. */

import type { ChatMessage } from '@shoal/db/chat-messages'
import { type ChatReach, selectReach } from '@shoal/db/chat-reach'
import type { ChatRoomRow } from '@shoal/db/chat-rooms'
import { DEFAULT_CHAT_SETTINGS } from '@shoal/protocol/chat'
import type { Privacy } from '@shoal/protocol/privacy'
import { describe, expect, it } from 'vitest'
import { ChatRoom } from './chat-room.ts'
import { createChatKeys } from './keys.ts'

const rowOf = (reach: ChatReach): ChatRoomRow => ({
  ...{ channel: { id: 'c', slug: 'harbour', title: 'The harbour', ownerId: 'ada' }, isLive: true, bansKey: '' },
  ...{ settings: DEFAULT_CHAT_SETTINGS, overlayEdition: 1, pinnedMessageId: null, isPublic: true },
  ...{ doors: [], doorKey: '', recentBroadcastIds: [], broadcastId: reach.broadcastId, reach },
})
const openRoom = (reach: ChatReach) => new ChatRoom(rowOf(reach), createChatKeys('a secret'))

const messageOf = (id: number, broadcastId: string | null, door = 'open'): ChatMessage => ({
  ...{ id, channelId: 'c', broadcastId, door, at: new Date(id), text: `message ${id}`, clientId: null },
  ...{ authorId: 'guest:a', authorName: 'Ebb', authorKind: 'guest', deletedAt: null },
})
const ids = (lines: { id: number }[]) => lines.map(({ id }) => id)

it('takes each message once, and only those of its broadcast', () => {
  const room = openRoom({ broadcastId: 'now', earlier: [], door: 'open', since: new Date(0) })
  expect(ids(room.add([messageOf(1, 'now'), messageOf(2, 'before'), messageOf(3, null)]))).toEqual([1])
  expect(ids(room.add([messageOf(1, 'now'), messageOf(4, 'now')]))).toEqual([4])
  expect(room.find(({ broadcastId }) => broadcastId !== 'now')).toBeUndefined()
})

describe('with the next broadcast', () => {
  const door = (privacy: Privacy) => ({ privacy, passwordHash: null })
  const first = { id: 'first', startedAt: new Date(0), ...door('public') }
  const visitor = {
    ...{ account: null, sessionId: null, guest: null, isOverlay: false, mayModerate: false, mayRun: false },
    ...{ isOwner: false, follows: false, addressHash: '' },
  }
  const move = (privacy: Privacy) => {
    const room = openRoom(selectReach([first], [door('public')]))
    room.add([messageOf(1, 'first'), messageOf(2, 'first')])
    const second = { id: 'second', startedAt: new Date(1), ...door(privacy) }
    room.moveTo(rowOf(selectReach([second, first], [second])))
    return { room, shown: (after?: number) => ids(room.hello(visitor, after).lines) }
  }

  it('keeps what was said, and takes what was on its way, where the door is the same', () => {
    const { room, shown } = move('unlisted')
    expect(ids(room.add([messageOf(3, 'first'), messageOf(4, 'second')]))).toEqual([3, 4])
    expect([shown(), shown(1)]).toEqual([
      [1, 2, 3, 4],
      [2, 3, 4],
    ])
  })

  it('forgets it where the door is another', () => {
    const { room, shown } = move('private')
    expect(ids(room.add([messageOf(3, 'first'), messageOf(4, 'second', 'private')]))).toEqual([4])
    expect([shown(), shown(1)]).toEqual([[4], [4]])
  })
})
