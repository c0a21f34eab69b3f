/** What the home page shows: who is live, what is to come, what was recorded, and every channel; or what was searched for. */

import {
  findLive,
  type ListedAnnouncement,
  type ListedBroadcast,
  type ListedChannel,
  type ListedRecording,
  listAnnouncements,
  listLive,
  listPublicChannels,
  listPublicRecordings,
} from '@shoal/db/listings'
import { hasOperator } from '@shoal/db/operators'
import { database } from '../../server/database.ts'
import { isToCome } from '../channels/announcement.ts'
import { presentViewers } from '../watch/present-viewers.ts'

const LIVE = 24
const RECORDINGS = 12
const FOUND = 24
const CHANNELS = 48
const ANNOUNCEMENTS = 4

export type LiveListing = ListedBroadcast & { viewers: number }

export type Home = {
  isNew: boolean
  live: LiveListing[]
  announcements: ListedAnnouncement[]
  recordings: ListedRecording[]
  hasMoreRecordings: boolean
  channels: ListedChannel[]
}

export async function readHome(): Promise<Home> {
  const db = database()
  const [live, announced, recordings, channels] = await Promise.all([
    listLive(db, { limit: LIVE }),
    listAnnouncements(db, { after: new Date(), limit: ANNOUNCEMENTS + LIVE }),
    listPublicRecordings(db, { limit: RECORDINGS + 1 }),
    listPublicChannels(db, { limit: CHANNELS }),
  ])
  const isNew = channels.length === 0 && !(await hasOperator(db))
  const announcements = withoutThoseOn(announced, live).slice(0, ANNOUNCEMENTS)
  return {
    ...{ isNew, live: await mostWatchedFirst(live), announcements, channels },
    ...{ recordings: recordings.slice(0, RECORDINGS), hasMoreRecordings: recordings.length > RECORDINGS },
  }
}

/** What has begun is listed as live. */
function withoutThoseOn(announced: ListedAnnouncement[], live: ListedBroadcast[]): ListedAnnouncement[] {
  const nowMs = Date.now()
  return announced.filter(({ channel, at }) => {
    const on = live.find((one) => one.channel.slug === channel.slug)
    const latest = on ? { startedAtMs: (on.liveAt ?? on.startedAt).getTime(), isOn: true } : null
    return isToCome(at.getTime(), { latest, nowMs })
  })
}

export type Found = Pick<Home, 'live' | 'recordings' | 'hasMoreRecordings' | 'channels'>

export async function searchHome(words: string): Promise<Found> {
  const db = database()
  const [live, recordings, channels] = await Promise.all([
    findLive(db, words, { limit: FOUND }),
    listPublicRecordings(db, { limit: FOUND + 1, containing: words }),
    listPublicChannels(db, { limit: FOUND, containing: words }),
  ])
  return {
    ...{ live: await mostWatchedFirst(live), channels },
    ...{ recordings: recordings.slice(0, FOUND), hasMoreRecordings: recordings.length > FOUND },
  }
}

async function mostWatchedFirst(live: ListedBroadcast[]): Promise<LiveListing[]> {
  const counted = await Promise.all(live.map(async (one) => ({ ...one, viewers: await presentViewers(one.id) })))
  return counted.toSorted((a, b) => b.viewers - a.viewers)
}
