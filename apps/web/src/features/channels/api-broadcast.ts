/** A broadcast as the HTTP API shows it, with addresses that work from where the request came from. */

import type { ShownBroadcast } from '@shoal/db/shown-broadcasts'
import { needsTicket } from '@shoal/protocol/privacy'
import { originBase, pageAddress, pageOrigin } from '../../server/addresses.ts'
import { serverConfig } from '../../server/env.ts'
import { guardedPosterUrl, posterUrl, wholePlaylistUrl } from '../recordings/broadcast-urls.ts'
import { presentViewers } from '../watch/present-viewers.ts'
import type { ApiBroadcast } from './api-schemas.ts'

export function addressesOf(headers: Pick<Headers, 'get'>): { site: string; origin: string } {
  const config = serverConfig()
  const page = pageAddress(headers, config)
  const origin = originBase(page, config)
  return { site: pageOrigin(page), origin }
}

export async function apiBroadcast(row: ShownBroadcast, headers: Pick<Headers, 'get'>): Promise<ApiBroadcast> {
  const { site, origin } = addressesOf(headers)
  const isCurrent = row.state !== 'ended'
  const isOpen = !needsTicket(row.privacy)
  const { id, state, title, description, category, privacy } = row
  return {
    ...{ id, state, title, description, category, privacy },
    channel: channelName(row.channel, site),
    startedAt: row.startedAt.toISOString(),
    liveAt: row.liveAt?.toISOString() ?? null,
    endedAt: row.endedAt?.toISOString() ?? null,
    viewers: isCurrent ? await presentViewers(id) : 0,
    watchUrl: `${site}/watch/${id}`,
    posterUrl: isCurrent || row.recording ? (isOpen ? posterUrl(origin, id) : guardedPosterUrl(id, site)) : null,
    recording: row.recording && {
      seconds: row.recording.seconds,
      playlistUrl: isOpen ? wholePlaylistUrl(origin, id) : null,
    },
  }
}

export function channelName({ slug, title }: { slug: string; title: string }, site: string) {
  return { slug, title, watchUrl: `${site}/@${slug}` }
}
