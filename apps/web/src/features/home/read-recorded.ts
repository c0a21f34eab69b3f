/** Recordings page by page: all that are public, a channel's, or those that were searched for. */

import { channelProfile } from '@shoal/db/channel-profile'
import { findChannel } from '@shoal/db/channels'
import { type ListedRecording, listPublicRecordings } from '@shoal/db/listings'
import { cache } from 'react'
import { database } from '../../server/database.ts'
import type { Wanted } from './recorded-path.ts'

/** Fills rows of two, three and four. */
const PAGE = 24

export type Recorded = {
  /** Whose they are; null where they are everybody's. */
  channel: { slug: string; title: string } | null
  recordings: ListedRecording[]
  /** Where the next page begins; null on the last one. */
  olderBeforeMs: number | null
}

/** Null where there is no such channel. */
export function readRecorded({ words, slug, beforeMs }: Wanted): Promise<Recorded | null> {
  return readOnce(words, slug, beforeMs)
}

/** The page and its title ask for the same. */
const readOnce = cache(
  async (words: string, slug: string | null, beforeMs: number | null): Promise<Recorded | null> => {
    const channel = slug === null ? null : await findChannel(database(), slug)
    if (slug !== null && !channel) return null
    const found = await listPublicRecordings(database(), {
      ...{ limit: PAGE + 1, of: channel?.slug, before: beforeMs === null ? undefined : new Date(beforeMs) },
      ...(words === '' ? {} : { containing: words }),
    })
    // as its feed: a hidden channel keeps what was seen of it, and has no name otherwise
    if (channel && found.length === 0 && (await channelProfile(database(), channel.id))?.privacy === 'private')
      return null
    const recordings = found.slice(0, PAGE)
    return {
      ...{ channel, recordings },
      olderBeforeMs: found.length > PAGE ? (recordings.at(-1)?.startedAt.getTime() ?? null) : null,
    }
  },
)
