/** Recordings page by page: all that are public, a channel's, or those that were searched for. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import { type ListedRecording, listPublicRecordings } from '@shoal/db/listings'
import { database } from '../../server/database.ts'

/** Fills rows of two, three and four. */
const PAGE = 24

export type Wanted = { words: string; slug: string | null; before: Date | undefined }

export type Recorded = {
  /** Whose they are; null where they are everybody's. */
  channel: { slug: string; title: string } | null
  recordings: ListedRecording[]
  /** Where the next page begins; null on the last one. */
  olderBefore: Date | null
}

/** Null where there is no such channel. */
export async function readRecorded({ words, slug, before }: Wanted): Promise<Recorded | null> {
  const channel = slug === null ? null : await findChannel(database(), slug)
  if (slug !== null && !channel) return null
  const found = await listPublicRecordings(database(), {
    ...{ limit: PAGE + 1, of: channel?.slug, before },
    ...(words === '' ? {} : { containing: words }),
  })
  // as its feed: a hidden channel keeps what was seen of it, and has no name otherwise
  if (channel && found.length === 0 && (await channelProfile(database(), channel.id))?.privacy === 'private')
    return null
  const recordings = found.slice(0, PAGE)
  return {
    ...{ channel, recordings },
    olderBefore: found.length > PAGE ? (recordings.at(-1)?.startedAt ?? null) : null,
  }
}

/** The address of a page of them. */
export function recordedPath({ words = '', slug = null, before }: Partial<Wanted> = {}): string {
  const query = new URLSearchParams()
  if (words) query.set('q', words)
  if (slug !== null) query.set('channel', slug)
  if (before) query.set('before', before.toISOString())
  return query.size > 0 ? `/recorded?${query}` : '/recorded'
}
