/** Who comes into a chat, and as whom: what a socket says of itself is checked before it hears anything. */

import { chatStandings } from '@shoal/db/chat-standings'
import type { Database } from '@shoal/db/database'
import { type ChatDoor, chatHandshakeSchema } from '@shoal/protocol/chat'
import { clientNetwork } from '../server/client-network.ts'
import { findSession } from '../server/find-account.ts'
import { overLimit } from '../server/rate-limit.ts'
import { chatDoor, type Reader } from './chat-door.ts'
import type { ChatRoom } from './chat-room.ts'
import type { ChatRooms } from './chat-rooms.ts'
import { findGuest } from './guest-pass.ts'
import type { ChatKeys } from './keys.ts'
import { createReservedNames } from './reserved-names.ts'
import { visitorAs } from './visitor.ts'

/** A school's viewers may all come from one address, and all come back at a time. */
const COMERS_FROM_ONE_ADDRESS = { most: 6000, seconds: 10 }

type Comer = { auth: unknown; headers: Headers; address: string }
type Admitted = { room: ChatRoom; reader: Reader; after: number | undefined }

type EntryOptions = {
  db: Database
  rooms: ChatRooms
  secret: () => string
  keys: ChatKeys
}

export function createChatEntry({ db, rooms, secret, keys }: EntryOptions) {
  const isReserved = createReservedNames(db)

  /** Why not, or as whom. */
  async function admit({ auth, headers, address }: Comer): Promise<ChatDoor | Admitted> {
    const handshake = chatHandshakeSchema.safeParse(auth)
    if (!handshake.success) return 'bad-request'
    const addressHash = keys.address(clientNetwork(address))
    if ((await overLimit('chat comers', addressHash, COMERS_FROM_ONE_ADDRESS)) !== null) return 'full'
    const room = await rooms.open(handshake.data.channel)
    if (!room) return 'unknown-channel'
    const { overlayKey, after } = handshake.data
    const visitor = visitorAs(...(await whoIs(room, { headers, addressHash, isOverlay: overlayKey !== undefined })))
    // Headers of a request are many; these are kept for as long as the reader stays
    const cookie = headers.get('cookie')
    const reader = { visitor, overlayKey, headers: new Headers(cookie === null ? {} : { cookie }) }
    return chatDoor(room.row, reader, secret) ?? { room, reader, after }
  }

  async function whoIs(
    room: ChatRoom,
    { headers, addressHash, isOverlay }: { headers: Headers; addressHash: string; isOverlay: boolean },
  ): Promise<Parameters<typeof visitorAs>> {
    const { channel } = room.row
    const nobody = { sessionId: null, guest: null, isOverlay, addressHash }
    if (isOverlay) return [nobody, null, channel]
    const [session, guest] = await Promise.all([findSession(headers), findGuest(headers, secret())])
    const sessionId = session?.sessionId ?? null
    const [standing = null] = sessionId === null ? [] : await chatStandings(db, [{ sessionId, channelId: channel.id }])
    // a name that an account has got since is the account's
    const hasOwnName = guest !== null && !(await isReserved(guest.name))
    return [{ ...nobody, sessionId, guest: hasOwnName ? guest : null }, standing, channel]
  }

  return { admit }
}
