/** Keeps those who are in chats to what they are now: sessions end, roles change, doors close. */

import { chatStandings } from '@shoal/db/chat-standings'
import type { Database } from '@shoal/db/database'
import { chatDoor } from './chat-door.ts'
import type { ChatRoom, Member } from './chat-room.ts'
import { visitorAs } from './visitor.ts'

type Present = { room: ChatRoom; member: Member }

/** Asks once for all of them, and shuts out whom a change concerns. */
export async function lookAgain(db: Database, present: readonly Present[], secret: () => string): Promise<void> {
  const askedAtMs = Date.now()
  const signedIn = present.flatMap(({ room, member }) => {
    const { sessionId } = member.visitor
    return sessionId === null ? [] : [{ room, member, sessionId, channelId: room.row.channel.id }]
  })
  const standings = await chatStandings(db, signedIn)
  signedIn.forEach(({ room, member }, index) => {
    if (member.checkedAtMs > askedAtMs) return // somebody asked later, and was answered sooner
    member.checkedAtMs = askedAtMs
    const before = JSON.stringify(member.visitor)
    member.visitor = visitorAs(member.visitor, standings[index] ?? null, room.row.channel)
    if (JSON.stringify(member.visitor) === before) return
    shutOut(room, [member], secret)
    room.tellSelf(member)
  })
}

/** Those of them who may not read any more. */
export function shutOut(room: ChatRoom, members: Iterable<Member>, secret: () => string): void {
  for (const member of members) {
    const why = chatDoor(room.row, member, secret)
    if (why) member.send({ kind: 'closed', why })
  }
}
