/** What a watch page's address stands for, on this server. */

export type Watched = { kind: 'channel'; slug: string } | { kind: 'broadcast'; broadcastId: string }

/** Null for an address of another site, or of another page. @param site our own, without a slash at the end */
export function findWatched(text: string, site: string): Watched | null {
  const url = URL.parse(text)
  if (!url || url.origin !== site) return null
  const [, slug] = /^\/@([a-z0-9-]{1,40})\/?$/.exec(url.pathname) ?? []
  if (slug) return { kind: 'channel', slug }
  const [, broadcastId] = /^\/watch\/([\w-]{1,64})\/?$/.exec(url.pathname) ?? []
  return broadcastId ? { kind: 'broadcast', broadcastId } : null
}
