/** `GET /oembed?url=…`: how other sites embed a watch page (oembed.com, version 1.0). Of what whoever has its address may see. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import { findShownBroadcast, listShownBroadcasts, pictureSize } from '@shoal/db/shown-broadcasts'
import { addressesOf } from '../../features/channels/api-broadcast.ts'
import { findWatched, type Watched } from '../../features/feeds/find-watched.ts'
import { posterSize } from '../../features/feeds/poster-size.ts'
import { posterUrl } from '../../features/recordings/broadcast-urls.ts'
import { refuse, refuseThrown } from '../../server/api.ts'
import { database } from '../../server/database.ts'
import { isOpenToAnyone } from '../../server/may-see.ts'
import { serverSettings } from '../../server/settings.ts'

const WIDTH = 640
const ASPECT = 9 / 16

export function GET(request: Request): Promise<Response> {
  return answer(request).catch((error) => refuseThrown(request, error))
}

async function answer(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams
  if ((query.get('format') ?? 'json') !== 'json') return refuse(501, 'json-only')
  const { site, origin } = addressesOf(request.headers)
  const watched = findWatched(query.get('url') ?? '', site)
  const found = watched && (await find(watched))
  if (!watched || !found) return refuse(404, 'not-found')

  const most = Math.min(atMost(query.get('maxwidth')), atMost(query.get('maxheight')) / ASPECT)
  const width = Math.max(1, Math.floor(most))
  const height = Math.max(1, Math.floor(width * ASPECT))
  const { name } = await serverSettings()
  const path = watched.kind === 'channel' ? `/embed/@${watched.slug}` : `/embed/${watched.broadcastId}`
  const picture = found.pictureOf === null ? null : await thumbnailOf(found.pictureOf, { origin, query })
  const body = {
    ...{ version: '1.0', type: 'video', title: found.title, width, height, cache_age: 60 },
    ...{ provider_name: name, provider_url: site },
    ...{ author_name: found.channel.title, author_url: `${site}/@${found.channel.slug}` },
    ...picture,
    html: `<iframe src="${escapeHtml(site + path)}" width="${width}" height="${height}" title="${escapeHtml(found.title)}" allow="autoplay; fullscreen; picture-in-picture" allowfullscreen style="border:0"></iframe>`,
  }
  return Response.json(body, { headers: { 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=60' } })
}

/** It has one size, and may be no larger than what was asked for. */
async function thumbnailOf(broadcastId: string, { origin, query }: { origin: string; query: URLSearchParams }) {
  const largest = await pictureSize(database(), broadcastId)
  if (!largest) return null
  const { width, height } = posterSize(largest)
  const isTooLarge = width > asked(query.get('maxwidth')) || height > asked(query.get('maxheight'))
  if (isTooLarge) return null
  return { thumbnail_url: posterUrl(origin, broadcastId), thumbnail_width: width, thumbnail_height: height }
}

async function find(watched: Watched) {
  if (watched.kind === 'broadcast') {
    const row = await findShownBroadcast(database(), watched.broadcastId)
    if (!row || !isOpenToAnyone(row.privacy)) return null
    const isShown = row.state !== 'ended' || row.recording !== null
    return isShown ? { title: row.title || row.channel.title, channel: row.channel, pictureOf: row.id } : null
  }
  const channel = await findChannel(database(), watched.slug)
  const profile = channel && (await channelProfile(database(), channel.id))
  if (!channel || !profile) return null
  const [live] = await listShownBroadcasts(database(), { channelId: channel.id, only: 'live', limit: 1 })
  // what goes on now decides; between broadcasts, what the next one will be
  if (!isOpenToAnyone((live ?? profile).privacy)) return null
  return { title: live?.title || channel.title, channel, pictureOf: live?.id ?? null }
}

function atMost(text: string | null): number {
  return Math.min(WIDTH, asked(text))
}

function asked(text: string | null): number {
  const wanted = Number(text)
  return text !== null && Number.isFinite(wanted) && wanted > 0 ? wanted : Number.POSITIVE_INFINITY
}

function escapeHtml(text: string): string {
  const NAMES: { [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replaceAll(/[&<>"']/g, (character) => NAMES[character] ?? '')
}
