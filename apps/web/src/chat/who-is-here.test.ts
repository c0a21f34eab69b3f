/** Who may stay in a chat when its door is another than the one they came in by. */

import type { Door } from '@shoal/db/broadcast-doors'
import { selectReach } from '@shoal/db/chat-reach'
import { type ChatChange, DEFAULT_CHAT_SETTINGS } from '@shoal/protocol/chat'
import { expect, it } from 'vitest'
import { ChatRoom, type Member } from './chat-room.ts'
import { createChatKeys, overlayKey } from './keys.ts'
import type { Visitor } from './visitor.ts'
import { shutOut } from './who-is-here.ts'

const SECRET = 'a secret'
const nobody: Visitor = {
  ...{ account: null, sessionId: null, guest: null, isOverlay: false, addressHash: '' },
  ...{ mayModerate: false, mayRun: false, isOwner: false, follows: false },
}
const account = { id: 'ben', name: 'Ben', email: 'ben@example.org', role: 'viewer' } as const

function heardBy(visitor: Visitor, privacy: Door['privacy'], overlayKey?: string): ChatChange[] {
  const doors: Door[] = [{ privacy, passwordHash: null }]
  const isPublic = privacy === 'public'
  const room = new ChatRoom(
    {
      ...{ channel: { id: 'c', slug: 'harbour', title: 'The harbour', ownerId: 'ada' }, isLive: false, bansKey: '' },
      ...{ settings: DEFAULT_CHAT_SETTINGS, overlayEdition: 1, pinnedMessageId: null, isPublic, doors, doorKey: '' },
      ...{ recentBroadcastIds: [], broadcastId: null, reach: selectReach([], doors) },
    },
    createChatKeys(SECRET),
  )
  const heard: ChatChange[] = []
  const send = (change: ChatChange) => void heard.push(change)
  const member: Member = { visitor, overlayKey, headers: new Headers(), checkedAtMs: 0, told: '', send }
  room.members.add(member)
  shutOut(room, room.members, () => SECRET)
  return heard
}

const closed = (why: string) => [{ kind: 'closed', why }]

it('shuts out whom the door of now does not let in, and says what it asks for', () => {
  expect(heardBy(nobody, 'public')).toEqual([])
  expect(heardBy(nobody, 'members')).toEqual(closed('sign-in'))
  expect(heardBy({ ...nobody, account }, 'members')).toEqual([])
  expect(heardBy(nobody, 'password')).toEqual(closed('password'))
  expect(heardBy({ ...nobody, account, mayModerate: true }, 'password')).toEqual([])
  expect(heardBy({ ...nobody, account, mayModerate: true }, 'private')).toEqual(closed('unknown-channel'))
  expect(heardBy({ ...nobody, account, mayModerate: true, mayRun: true }, 'private')).toEqual([])
})

it('lets an overlay stay by its key alone', () => {
  const overlay = { ...nobody, isOverlay: true }
  expect(heardBy(overlay, 'private', overlayKey(SECRET, 'c', 1))).toEqual([])
  expect(heardBy(overlay, 'private', overlayKey(SECRET, 'c', 2))).toEqual(closed('unknown-channel'))
})
