/** What the studio shows of a channel right now. */

import { currentNotices } from '@shoal/db/broadcast-notices'
import { channelStates, latestBroadcast } from '@shoal/db/broadcasts'
import { latestRefusals } from '@shoal/db/publish-refusals'
import { listRecordings } from '@shoal/db/recordings'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { SharedPoller } from '../../server/shared-poller.ts'
import { singleton } from '../../server/singleton.ts'
import { channelEvent } from '../channels/channel-event-of.ts'
import { studioRecording } from '../recordings/recording-event.ts'
import type { StudioEvent } from './studio-event.ts'

const EVERY_MS = 1000
const REFUSALS_WITHIN_MS = 24 * 3600_000
const REFUSALS_AT_MOST = 5
const RECORDINGS_AT_MOST = 50

export async function readStudio(channelId: string): Promise<StudioEvent> {
  const [[channel], broadcast, refusals, recordings] = await Promise.all([
    channelStates(database(), { channelId }),
    latestBroadcast(database(), channelId),
    latestRefusals(database(), channelId, { sinceMs: Date.now() - REFUSALS_WITHIN_MS, limit: REFUSALS_AT_MOST }),
    listRecordings(database(), channelId, { limit: RECORDINGS_AT_MOST }),
  ])
  const isCurrent = broadcast !== null && broadcast.state !== 'ended'
  return {
    channel: channelEvent(channel),
    source: broadcast?.source ?? null,
    liveAtMs: broadcast?.liveAt?.getTime() ?? null,
    endReason: broadcast?.endReason ?? null,
    refusals: refusals.map(({ reason, detail, at }) => ({ reason, detail, atMs: at.getTime() })),
    notices: isCurrent ? await currentNotices(database(), broadcast.id) : [],
    recordings: recordings.map(studioRecording),
  }
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
