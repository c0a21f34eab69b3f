/** Puts a broadcast together out of its parts: a new one, or one that an earlier run of this program has left. */

import { randomBytes } from 'node:crypto'
import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import type { Logger } from 'pino'
import type { OriginBytes } from '../audience/origin-bytes.ts'
import { BroadcastMedia } from '../hls/broadcast-media.ts'
import type { Metrics } from '../http/metrics.ts'
import type { AdoptedBroadcast } from '../recording/adopt.ts'
import { broadcastFolder } from '../recording/broadcast-folder.ts'
import { Journal } from '../recording/journal.ts'
import type { BroadcastFacts } from '../recording/journal-line.ts'
import { buildTimeline } from '../recording/library.ts'
import { Recorder } from '../recording/recorder.ts'
import { SegmentFiles } from '../recording/segment-files.ts'
import type { EncodeBudget } from '../transcode/encode-budget.ts'
import { Broadcast, type EncoderParts, type EndReason } from './broadcast.ts'
import { resolveSettings } from './broadcast-settings.ts'
import type { DatabaseQueue } from './database-queue.ts'
import { LadderPlanner } from './ladder-planner.ts'
import { Notices } from './notices.ts'
import { Packager } from './packager.ts'

export type Channel = { id: string; slug: string; settings: ChannelSettings }

export type EndedBroadcast = { broadcastId: string; recorder: Recorder; reason: EndReason; isRecorded: boolean }
type OnEnded = (broadcast: Broadcast) => void

export type FactoryParts = {
  /** Where a channel chose nothing. */
  server: { segmentSeconds: number; windowSeconds: number; reconnectSeconds: number }
  /** Holds a folder for each broadcast. */
  broadcastsFolder: string
  most: { shortSide: number; frameRate: number }
  budget: EncodeBudget
  encoding: EncoderParts
  /** Why the encoder that was asked for is not the one that is used. */
  encoderNotice: string | null
  /** Closes what is on the disk of a broadcast that has ended. */
  finish(ended: EndedBroadcast): Promise<void>
  database: DatabaseQueue
  bytes: OriginBytes
  metrics: Metrics
  log: Logger
}

const ID_LENGTH = 20
const ID_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'

export class BroadcastFactory {
  readonly parts: FactoryParts

  constructor(parts: FactoryParts) {
    this.parts = parts
  }

  start(channel: Channel, onEnded: OnEnded): Broadcast {
    const settings = resolveSettings(this.parts.server, channel.settings)
    const id = Array.from(randomBytes(ID_LENGTH), (byte) => ID_LETTERS[byte % ID_LETTERS.length]).join('')
    const { segmentSeconds } = settings
    const facts = { id, channelId: channel.id, slug: channel.slug, startedAtMs: Date.now(), segmentSeconds, settings }
    return this.#build(facts, null, onEnded)
  }

  adopt(left: AdoptedBroadcast, onEnded: OnEnded): Broadcast {
    return this.#build(left.facts, left, onEnded)
  }

  #build(facts: BroadcastFacts, left: AdoptedBroadcast | null, onEnded: OnEnded): Broadcast {
    const { server: _server, broadcastsFolder, encoderNotice, ...shared } = this.parts
    const { id, startedAtMs, settings } = facts
    const log = shared.log.child({ broadcast: id, channel: facts.slug })
    const folder = broadcastFolder(broadcastsFolder, id)
    const notices = new Notices(id, shared.database, log)
    if (encoderNotice !== null) notices.show('encoder-fallback', encoderNotice)
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
    const planner = new LadderPlanner({ ...settings, broadcastId: id, most: shared.most, budget: shared.budget })
    const channel = { id: facts.channelId, slug: facts.slug }
    const broadcast: Broadcast = new Broadcast(
      {
        ...{ id, channel, settings, startedAt: new Date(startedAtMs), isAdopted: left !== null },
        ...{ encoding: shared.encoding, database: shared.database, metrics: shared.metrics },
        ...{ planner, packager, media, recorder, notices, log },
      },
      (reason) => this.#finish(broadcast, reason, onEnded),
    )
    return broadcast
  }

  async #finish(broadcast: Broadcast, reason: EndReason, onEnded: OnEnded): Promise<void> {
    const { id, recorder, settings } = broadcast
    onEnded(broadcast)
    await this.parts.finish({ broadcastId: id, recorder, reason, isRecorded: settings.isRecorded })
  }
}
