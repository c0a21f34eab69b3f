/** Puts a broadcast together out of its parts: a new one, or one that an earlier run of this program has left. */

import type { BroadcastDetails } from '@shoal/db/broadcasts'
import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import type { Logger } from 'pino'
import type { OriginBytes } from '../audience/origin-bytes.ts'
import type { Doors } from '../door/doors.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { Metrics } from '../http/metrics.ts'
import type { UploadListener } from '../http/upload-listener.ts'
import type { AdoptedBroadcast } from '../recording/adopt.ts'
import { broadcastFolder } from '../recording/broadcast-folder.ts'
import { Journal } from '../recording/journal.ts'
import type { BroadcastFacts } from '../recording/journal-line.ts'
import { buildTimeline } from '../recording/library.ts'
import { Recorder } from '../recording/recorder.ts'
import type { Recordings } from '../recording/recordings.ts'
import { SegmentFiles } from '../recording/segment-files.ts'
import type { Encoding } from '../transcode/start-encoding.ts'
import { Broadcast, type EndReason } from './broadcast.ts'
import { newBroadcastId } from './broadcast-id.ts'
import { resolveSettings } from './broadcast-settings.ts'
import type { DatabaseQueue } from './database-queue.ts'
import { LadderPlanner } from './ladder-planner.ts'
import { Notices } from './notices.ts'
import { Packager } from './packager.ts'

/** `details` are what its next broadcast begins with. */
export type Channel = { id: string; slug: string; settings: ChannelSettings; details: BroadcastDetails }

/** One that an earlier run left has its details in the database already. */
type Origins = { left: AdoptedBroadcast; details: null } | { left: null; details: BroadcastDetails }
type OnEnded = (broadcast: Broadcast) => void

export type FactoryParts = {
  /** Where a channel chose nothing. */
  server: { segmentSeconds: number; windowSeconds: number; reconnectSeconds: number }
  recordings: Recordings
  encoding: Encoding & { uploads: UploadListener }
  database: DatabaseQueue
  doors: Doors
  bytes: OriginBytes
  metrics: Metrics
  log: Logger
}

/** More than this few viewers can tell from it, and each costs as much as several smaller rungs. */
const MOST_ENCODED = { shortSide: 1080, frameRate: 30 }

export class BroadcastFactory {
  readonly parts: FactoryParts

  constructor(parts: FactoryParts) {
    this.parts = parts
  }

  start(channel: Channel, onEnded: OnEnded): Broadcast {
    const settings = resolveSettings(this.parts.server, channel.settings)
    const id = newBroadcastId()
    const { segmentSeconds } = settings
    const facts = { id, channelId: channel.id, slug: channel.slug, startedAtMs: Date.now(), segmentSeconds, settings }
    // Before there is anything to fetch.
    this.parts.doors.set(id, channel.details)
    return this.#build(facts, { left: null, details: channel.details }, onEnded)
  }

  adopt(left: AdoptedBroadcast, onEnded: OnEnded): Broadcast {
    return this.#build(left.facts, { left, details: null }, onEnded)
  }

  #build(facts: BroadcastFacts, { left, details }: Origins, onEnded: OnEnded): Broadcast {
    const { recordings, encoding, ...shared } = this.parts
    const { id, startedAtMs, settings } = facts
    const log = shared.log.child({ broadcast: id, channel: facts.slug })
    const folder = broadcastFolder(recordings.root, id)
    const notices = new Notices(id, shared.database, log)
    if (encoding.encoderNotice !== null) notices.show('encoder-fallback', encoding.encoderNotice)
    const media = new BroadcastMedia({
      timeline: buildTimeline(facts, left?.journal ?? new Journal()),
      past: new SegmentFiles(folder, () => left?.journal.pictures.at(-1)?.mediaMs ?? null),
    })
    const recorder = new Recorder({
      ...{ folder, facts, log },
      ...(left ? { journal: left.journal } : {}),
      events: {
        onStored: (number) => media.markStored(number),
        onPaused: (reason) => notices.show('recording-paused', reason),
        onResumed: () => notices.clear('recording-paused'),
      },
    })
    const packager = new Packager({ ...shared, facts, media, recorder, log }, left)
    const planner = new LadderPlanner({ ...settings, broadcastId: id, most: MOST_ENCODED, budget: encoding.budget })
    const channel = { id: facts.channelId, slug: facts.slug }
    const broadcast: Broadcast = new Broadcast(
      {
        ...{ id, channel, details, settings, startedAt: new Date(startedAtMs), isAdopted: left !== null },
        ...{ encoding, database: shared.database, metrics: shared.metrics },
        ...{ planner, packager, media, recorder, notices, log },
      },
      (reason) => this.#finish(broadcast, reason, onEnded),
    )
    return broadcast
  }

  async #finish(broadcast: Broadcast, reason: EndReason, onEnded: OnEnded): Promise<void> {
    // Until its journal says that it has ended, what it has can be fetched here alone.
    await this.parts.recordings.finish(broadcast.id, broadcast.recorder, reason)
    onEnded(broadcast)
  }
}
