/** The address of a page of recordings: all, a channel's, or those that were searched for. Pure. */

export type Wanted = {
  /** Empty where nothing was searched for. */
  words: string
  /** A channel's. */
  slug: string | null
  /** Those that began earlier; Unix milliseconds. */
  beforeMs: number | null
}

export function recordedPath({ words = '', slug = null, beforeMs = null }: Partial<Wanted> = {}): string {
  const query = new URLSearchParams()
  if (words) query.set('q', words)
  if (slug !== null) query.set('channel', slug)
  if (beforeMs !== null) query.set('before', new Date(beforeMs).toISOString())
  return query.size > 0 ? `/recorded?${query}` : '/recorded'
}
