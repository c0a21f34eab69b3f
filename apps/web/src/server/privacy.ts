/** Who may see what: asked by pages, tickets, chat, feeds, search and the API alike. */

import { type Door, findDoor } from '@shoal/db/broadcast-doors'
import type { Channel } from '@shoal/db/channels'
import { mayOnChannel } from './access.ts'
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
  if (door.privacy === 'public' || door.privacy === 'unlisted') return 'open'
  if (door.privacy === 'password' && hasPassedDoor(headers, channel.id, door)) return 'open'
  const account = await findAccount(headers)
  if (door.privacy === 'members') return account ? 'open' : 'sign-in'
  // Who minds the chat of a broadcast can see it; what is private is for those who run the channel.
  const right = door.privacy === 'private' ? 'run' : 'moderate'
  if (await mayOnChannel(account, channel, right)) return 'open'
  return door.privacy === 'private' ? 'hidden' : 'password'
}
