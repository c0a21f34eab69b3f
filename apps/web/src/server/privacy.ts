/** Who may see what: asked by pages, tickets, chat, feeds, search and the API alike. */

import { type Door, findDoor } from '@shoal/db/broadcast-doors'
import type { Channel } from '@shoal/db/channels'
import { type ChannelRight, mayOnChannel } from './access.ts'
import { database } from './database.ts'
import { hasPassedDoor } from './door-pass.ts'
import { findAccount } from './find-account.ts'

/**
 * `open`: come in. `password`: ask for it. `sign-in`: whoever is signed in may. `hidden`: for this visitor there is no
 * such broadcast.
 */
export type ViewerAccess = 'open' | 'password' | 'sign-in' | 'hidden'

type Wanted = {
  channel: Channel
  /** Null for the channel between broadcasts: its next one's door counts. A string is a broadcast's id. */
  broadcast: { id: string } | string | null
}

/** Of the visitor whose request has these headers. Costs one query where the broadcast is public or unlisted. */
export async function viewerAccess(headers: Headers, wanted: Wanted): Promise<ViewerAccess> {
  return (await viewerDoor(headers, wanted)).access
}

/** The same, with the door itself; null when there is no such broadcast in that channel. */
export async function viewerDoor(
  headers: Headers,
  { channel, broadcast }: Wanted,
): Promise<{ access: ViewerAccess; door: Door | null }> {
  const broadcastId = typeof broadcast === 'object' ? (broadcast?.id ?? null) : broadcast
  const door = await findDoor(database(), { channelId: channel.id, broadcastId })
  if (!door) return { access: 'hidden', door }
  return { access: await judge(headers, channel, door), door }
}

async function judge(headers: Headers, channel: Channel, door: Door): Promise<ViewerAccess> {
  const stranger = { hasPass: hasPass(headers, channel.id, door), isSignedIn: false, mayModerate: false, mayRun: false }
  const asStranger = accessThrough(door, stranger)
  if (asStranger === 'open') return asStranger
  const account = await findAccount(headers)
  const may = (right: ChannelRight) => mayOnChannel(account, channel, right)
  return accessThrough(door, {
    ...{ hasPass: false, isSignedIn: account !== null },
    mayModerate: door.privacy === 'password' && (await may('moderate')),
    mayRun: door.privacy === 'private' && (await may('run')),
  })
}

/** Who minds the chat of a broadcast can see it; what is private is for those who run the channel. */
export function accessThrough(
  { privacy }: Pick<Door, 'privacy'>,
  who: { hasPass: boolean; isSignedIn: boolean; mayModerate: boolean; mayRun: boolean },
): ViewerAccess {
  switch (privacy) {
    case 'public':
    case 'unlisted':
      return 'open'
    case 'password':
      return who.hasPass || who.mayModerate ? 'open' : 'password'
    case 'members':
      return who.isSignedIn ? 'open' : 'sign-in'
    case 'private':
      return who.mayRun ? 'open' : 'hidden'
  }
}

export function hasPass(headers: Pick<Headers, 'get'>, channelId: string, door: Door): boolean {
  return door.privacy === 'password' && hasPassedDoor(headers, channelId, door)
}
