/** A conversation as it could be, beside a live broadcast and a recording, for pictures and examinations of the pages. */

import { randomUUID } from 'node:crypto'
import { addChatMessages, pinChatMessage } from '@shoal/db/chat-messages'
import type { Database } from '@shoal/db/database'
import type { ChatAuthorKind } from '@shoal/protocol/chat'

type Said = { who: string; kind: ChatAuthorKind; text: string }

const CONVERSATION: readonly Said[] = [
  { who: 'Ada', kind: 'owner', text: 'Good evening! The first boats are due in ten minutes.' },
  { who: 'Ingrid', kind: 'account', text: 'Is that the Seehund already, behind the mole?' },
  { who: 'wave-watcher', kind: 'guest', text: 'first time here, what a view 😊' },
  { who: 'Tomás', kind: 'moderator', text: 'Welcome! The timetable is at https://harbour.example.org/boats' },
  { who: 'Yusuf', kind: 'account', text: 'The light on the water 😍' },
  { who: 'Ingrid', kind: 'account', text: 'It is her. Two hours late, as ever.' },
  { who: 'gull', kind: 'guest', text: 'what is the small red one on the left?' },
  { who: 'Ada', kind: 'owner', text: 'The pilot. She goes out to meet the ferry at seven.' },
  { who: 'Yusuf', kind: 'account', text: 'Picture is steady here, 5 s behind, all of it from other viewers it says' },
  { who: 'wave-watcher', kind: 'guest', text: 'same, and I am on a train' },
]

type Place = {
  channelId: string
  broadcastId: string
  /** Talk behind different doors is apart. */
  door: string
  /** Of the first line. */
  from: Date
  everyMs: number
}

export async function addSampleChat(
  db: Database,
  { channelId, broadcastId, door, from, everyMs }: Place,
): Promise<void> {
  const added = await addChatMessages(
    db,
    CONVERSATION.map(({ who, kind, text }, index) => ({
      ...{ channelId, broadcastId, door, text, clientId: randomUUID() },
      at: new Date(from.getTime() + index * everyMs),
      ...{ authorId: `guest:${who}`, authorName: who, authorKind: kind },
    })),
  )
  await pinChatMessage(db, { channelId, id: added[3]?.id ?? null })
}
