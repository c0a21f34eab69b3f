/** `/@slug/feed.xml` (next.config.mjs leads it here): RSS of the channel's public broadcasts. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import { listShownBroadcasts } from '@shoal/db/shown-broadcasts'
import { addressesOf } from '../../../../features/channels/api-broadcast.ts'
import { buildFeed } from '../../../../features/feeds/build-feed.ts'
import { refuse, refuseThrown } from '../../../../server/api.ts'
import { database } from '../../../../server/database.ts'

const ITEMS = 50

type Context = { params: Promise<{ slug: string }> }

export function GET(request: Request, context: Context): Promise<Response> {
  return answer(request, context).catch((error) => refuseThrown(request, error))
}

async function answer(request: Request, { params }: Context): Promise<Response> {
  const channel = await findChannel(database(), (await params).slug)
  const profile = channel && (await channelProfile(database(), channel.id))
  if (!channel || !profile) return refuse(404, 'unknown-channel')
  const broadcasts = await listShownBroadcasts(database(), { channelId: channel.id, privacy: 'public', limit: ITEMS })
  const isHidden = profile.privacy !== 'public' && broadcasts.length === 0
  if (isHidden) return refuse(404, 'unknown-channel')
  const about = profile.privacy === 'public' ? profile.about : ''
  const feed = buildFeed({ channel, about, broadcasts, ...addressesOf(request.headers) })
  return new Response(feed, {
    headers: { 'Content-Type': 'application/rss+xml; charset=utf-8', 'Cache-Control': 'public, max-age=60' },
  })
}
