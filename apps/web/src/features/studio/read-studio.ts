/** What the studio shows of a channel right now. */

import { readBroadcastHealth } from '@shoal/db/broadcast-health'
import { currentNotices } from '@shoal/db/broadcast-notices'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { channelStates } from '@shoal/db/channel-states'
import { latestRefusals } from '@shoal/db/publish-refusals'
import { listChangingRecordings, listRecordings, type RecordingRow } from '@shoal/db/recordings'
import { testPictureSince } from '@shoal/db/test-pictures'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { SharedPoller } from '../../server/shared-poller.ts'
import { singleton } from '../../server/singleton.ts'
import { channelEvent } from '../channels/channel-event-of.ts'
import { studioRecording } from '../recordings/recording-event.ts'
import { presentViewers } from '../watch/present-viewers.ts'
import type { StudioEvent } from './studio-event.ts'

const EVERY_MS = 1000
const REFUSALS_WITHIN_MS = 24 * 3600_000
const REFUSALS_AT_MOST = 5
const RECORDINGS_AT_MOST = 50
/** How long an older recording's new file is told of. */
const FILE_TOLD_MS = 60_000
/** An event that differs in nothing else is not sent for the clock's sake alone, more often than this. */
const SERVER_CLOCK_STEP_MS = 10_000
const CLOCKS_APART_MS = 2000
const TEST_PICTURE_COMES_MS = 20_000

export async function readStudio(channelId: string): Promise<StudioEvent> {
  const [[channel], broadcast, refusals, recordings] = await Promise.all([
    channelStates(database(), { channelId }),
    latestBroadcast(database(), channelId),
    latestRefusals(database(), channelId, { sinceMs: Date.now() - REFUSALS_WITHIN_MS, limit: REFUSALS_AT_MOST }),
    toldRecordings(channelId),
  ])
  const nowMs = Date.now()
  const current = broadcast !== null && broadcast.state !== 'ended' ? broadcast : null
  const [notices, health, viewers, testedSince] = await Promise.all([
    current ? currentNotices(database(), current.id) : [],
    current ? readBroadcastHealth(database(), current.id) : null,
    current ? presentViewers(current.id) : null,
    current ? testPictureSince(database(), channelId, new Date(nowMs)) : null,
  ])
  return {
    channel: channelEvent(channel),
    source: broadcast?.source ?? null,
    liveAtMs: broadcast?.liveAt?.getTime() ?? null,
    endReason: broadcast?.endReason ?? null,
    isTestPicture: current !== null && testedSince !== null && beganWith(current.startedAt, testedSince),
    refusals: refusals.map(({ reason, detail, at }) => ({ reason, detail, atMs: at.getTime() })),
    ...{ notices, health, viewers },
    recordings: recordings.map(studioRecording),
    serverAtMs: Math.floor(nowMs / SERVER_CLOCK_STEP_MS) * SERVER_CLOCK_STEP_MS,
  }
}

/** The newest, and of the others those that something becomes of just now: their page has them as they were. */
async function toldRecordings(channelId: string): Promise<RecordingRow[]> {
  const newest = await listRecordings(database(), channelId, { limit: RECORDINGS_AT_MOST })
  if (newest.length < RECORDINGS_AT_MOST) return newest
  const known = new Set(newest.map(({ broadcastId }) => broadcastId))
  const changing = await listChangingRecordings(database(), channelId, { since: new Date(Date.now() - FILE_TOLD_MS) })
  return [...newest, ...changing.filter(({ broadcastId }) => !known.has(broadcastId))]
}

/** Whether a broadcast began because of a test picture: it takes ffmpeg a moment to come. */
function beganWith(startedAt: Date, testedSince: Date): boolean {
  const afterMs = startedAt.getTime() - testedSince.getTime()
  return afterMs > -CLOCKS_APART_MS && afterMs < TEST_PICTURE_COMES_MS
}

const pollers = singleton('studio-pollers', () => new Map<string, SharedPoller<StudioEvent>>())

/** One for all open studios of a channel. */
export function studioPoller(channelId: string): SharedPoller<StudioEvent> {
  const known = pollers().get(channelId)
  if (known) return known
  const poller = new SharedPoller({
    everyMs: EVERY_MS,
    read: () => readStudio(channelId),
    onFailure: (error) => log().warn({ err: error, channelId }, 'the studio cannot be read; listeners keep the last'),
  })
  pollers().set(channelId, poller)
  return poller
}
