/**
 * What link previews and feed readers find on a watch page: OpenGraph and Twitter cards with the live poster, oEmbed,
 * and the channel's feed. Of what takes more than its address to see they find the channel's name alone.
 */

import { channelProfile } from '@shoal/db/channel-profile'
import { findShownBroadcast, listShownBroadcasts, type ShownBroadcast } from '@shoal/db/shown-broadcasts'
import type { Privacy } from '@shoal/protocol/privacy'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { database } from '../../server/database.ts'
import { isOpenToAnyone } from '../../server/may-see.ts'
import { serverSettings } from '../../server/settings.ts'
import { addressesOf } from '../channels/api-broadcast.ts'
import { pageAccess, pageChannel } from '../privacy/page-channel.ts'
import { posterUrl } from '../recordings/broadcast-urls.ts'

const MAX_WORDS = 300

/** For `/@slug`. Empty where there is no such channel for this visitor. */
export async function channelMetadata(slug: string): Promise<Metadata> {
  const channel = await pageChannel(slug)
  if (!channel || (await pageAccess(channel)) === 'hidden') return {}
  const [profile, [live]] = await Promise.all([
    channelProfile(database(), channel.id),
    listShownBroadcasts(database(), { channelId: channel.id, only: 'live', limit: 1 }),
  ])
  // what goes on now decides; between broadcasts, what the next one will be
  const privacy = (live ?? profile)?.privacy ?? 'private'
  return metadataOf({ path: `/@${slug}`, channel, broadcast: live ?? null, privacy })
}

/** For `/watch/<broadcast>`. Empty where there is no such broadcast. */
export async function broadcastMetadata(broadcastId: string): Promise<Metadata> {
  const broadcast = await findShownBroadcast(database(), broadcastId)
  if (!broadcast || broadcast.privacy === 'private') return {}
  const { channel, privacy } = broadcast
  return metadataOf({ path: `/watch/${broadcastId}`, channel, broadcast, privacy })
}

type Watched = {
  path: string
  channel: { slug: string; title: string }
  broadcast: ShownBroadcast | null
  privacy: Privacy
}

async function metadataOf({ path, channel, broadcast, privacy }: Watched): Promise<Metadata> {
  const { name } = await serverSettings()
  const { site, origin } = addressesOf(await headers())
  const url = `${site}${path}`
  const isOpen = isOpenToAnyone(privacy)
  const isListed = privacy === 'public'
  const shown = isOpen ? broadcast : null
  const title = shown && shown.title !== '' ? `${shown.title} · ${channel.title}` : channel.title
  const description = shown?.description.slice(0, MAX_WORDS) ?? ''
  const hasPicture = shown !== null && (shown.state !== 'ended' || shown.recording !== null)
  const images = hasPicture ? [{ url: posterUrl(origin, shown.id), alt: title }] : []
  const feed = { 'application/rss+xml': [{ url: `${site}/@${channel.slug}/feed.xml`, title: channel.title }] }
  const oembed = `${site}/oembed?${new URLSearchParams({ url, format: 'json' })}`
  return {
    title,
    ...(description === '' ? {} : { description }),
    ...(isListed ? {} : { robots: { index: false } }),
    alternates: {
      canonical: url,
      types: { ...feed, ...(isOpen ? { 'application/json+oembed': [{ url: oembed, title }] } : {}) },
    },
    openGraph: {
      type: 'video.other',
      siteName: name,
      title,
      url,
      images,
      ...(description === '' ? {} : { description }),
    },
    twitter: { card: hasPicture ? 'summary_large_image' : 'summary', title, images },
  }
}
