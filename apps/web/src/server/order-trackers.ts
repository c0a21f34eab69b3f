/** Which of several trackers has a broadcast's swarms: no tracker knows of another, and nothing has to be agreed on. */

import { mixedHash } from '@shoal/protocol/swarm-id'

/**
 * Rendezvous hashing (Thaler and Ravishankar, "Using name-based mappings to increase hit rates", 1998): the first is
 * the broadcast's tracker, the next takes over while it is away. Where one is added or removed, only the broadcasts
 * move that it gets or had. The hash is over the setting's own words, so that the page's address changes nothing.
 */
export function orderTrackers(urls: readonly string[], broadcastId: string): string[] {
  return [...new Set(urls)]
    .map((url) => ({ url, weight: mixedHash(`${url}|${broadcastId}`) }))
    .sort((a, b) => b.weight - a.weight || (a.url < b.url ? -1 : 1))
    .map(({ url }) => url)
}
