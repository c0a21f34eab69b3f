/** Which door stands before a channel's watch page: that of the broadcast that is on or was last, else of its next one. */

import { latestBroadcast } from '@shoal/db/broadcasts'
import type { Channel } from '@shoal/db/channels'
import { database } from '../../server/database.ts'
import { type ViewerAccess, viewerAccess } from '../../server/privacy.ts'

/** What is over is behind the door of what comes next: a channel that has closed shows nothing of before by itself. */
export async function shownBroadcastId(channel: Channel): Promise<string | null> {
  const latest = await latestBroadcast(database(), channel.id)
  return latest && latest.state !== 'ended' ? latest.id : null
}

export async function channelAccess(headers: Headers, channel: Channel): Promise<ViewerAccess> {
  return viewerAccess(headers, { channel, broadcast: await shownBroadcastId(channel) })
}
