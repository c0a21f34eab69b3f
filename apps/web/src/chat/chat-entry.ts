/** Who comes into a chat, and as whom: what a socket says of itself is checked before it hears anything. */

import { isFollower } from '@shoal/db/chat-rooms'
import type { Database } from '@shoal/db/database'
import { type ChatDoor, chatHandshakeSchema } from '@shoal/protocol/chat'
import { mayOnChannel } from '../server/access.ts'
import { clientNetwork } from '../server/client-network.ts'
import { type Account, findAccount } from '../server/find-account.ts'
import { viewerAccess } from '../server/privacy.ts'
import { overLimit } from '../server/rate-limit.ts'
import type { ChatRoom } from './chat-room.ts'
import type { ChatRooms } from './chat-rooms.ts'
import { findGuest, type Guest } from './guest-pass.ts'
import { createChatKeys } from './keys.ts'
import { createReservedNames } from './reserved-names.ts'
import type { Visitor } from './visitor.ts'

/** A school's viewers may all come from one address, and all come back at a time. */
const COMERS_FROM_ONE_ADDRESS = { most: 6000, seconds: 10 }

type Comer = { auth: unknown; headers: Headers; address: string }
type Admitted = { room: ChatRoom; visitor: Visitor; after: number | undefined; overlayKey: string | undefined }
/** What a door asks for: an overlay's key, or else who sends the headers. */
type Caller = { headers: Headers; overlayKey: string | undefined }

type EntryOptions = {
  db: Database
  rooms: ChatRooms
  secret: () => string
  /** Of an address that was made coarse: what is kept of it. */
  addressKey: (network: string) => string
}

export function createChatEntry({ db, rooms, secret, addressKey }: EntryOptions) {
  const isReserved = createReservedNames(db)

  /** Why not, or as whom. */
  async function admit({ auth, headers, address }: Comer): Promise<ChatDoor | Admitted> {
    const handshake = chatHandshakeSchema.safeParse(auth)
    if (!handshake.success) return 'bad-request'
    const addressHash = addressKey(clientNetwork(address))
    if ((await overLimit('chat comers', addressHash, COMERS_FROM_ONE_ADDRESS)) !== null) return 'full'
    const room = await rooms.open(handshake.data.channel)
    if (!room) return 'unknown-channel'
    const { overlayKey, after } = handshake.data
    const door = await doorOf(room, { headers, overlayKey })
    if (door) return door
    const [account, guest] =
      overlayKey === undefined ? await Promise.all([findAccount(headers), findGuest(headers, secret())]) : []
    // a name that an account has got since is the account's
    const hasOwnName = guest != null && !(await isReserved(guest.name))
    const visitor = await visitorOf(room, {
      account: account ?? null,
      guest: hasOwnName ? guest : null,
      addressHash,
      isOverlay: overlayKey !== undefined,
    })
    return { room, visitor, after, overlayKey }
  }

  /** Why not to read; null where they may. Asked again of who is in already: privacy changes, and keys are renewed. */
  async function doorOf(room: ChatRoom, { headers, overlayKey }: Caller): Promise<ChatDoor | null> {
    const { channel, broadcastId, isLive, isPublic, overlayEdition } = room.row
    if (isPublic) return null
    if (overlayKey !== undefined) {
      const isValid = createChatKeys(secret()).isOverlay(overlayKey, channel.id, overlayEdition)
      return isValid ? null : 'unknown-channel'
    }
    const whole = { ...channel, createdAt: new Date(0) }
    const wanted = [...(broadcastId === null ? [] : [broadcastId]), ...(isLive ? [] : [null])]
    for (const broadcast of wanted) {
      const access = await viewerAccess(headers, { channel: whole, broadcast })
      if (access === 'hidden') return 'unknown-channel'
      if (access !== 'open') return access
    }
    return null
  }

  async function visitorOf(
    room: ChatRoom,
    who: { account: Account | null; guest: Guest | null; addressHash: string; isOverlay: boolean },
  ): Promise<Visitor> {
    const { channel } = room.row
    const { account } = who
    const [mayModerate, follows] = await Promise.all([
      mayOnChannel(account, { ...channel, createdAt: new Date(0) }, 'moderate'),
      account !== null && isFollower(db, { channelId: channel.id, userId: account.id }),
    ])
    return { ...who, mayModerate, follows, isOwner: account?.id === channel.ownerId }
  }

  return { admit, doorOf, visitorOf }
}
