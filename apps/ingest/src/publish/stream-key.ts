/** Decides who may publish: looks at the key, and asks for the channel's broadcast. */

import { channelDetails } from '@shoal/db/broadcasts'
import { channelSettings } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { readServerSettings } from '@shoal/db/server-settings'
import { judgeStreamKey, type StreamKeyJudgement } from '@shoal/db/stream-keys'
import type { Logger } from 'pino'
import type { Channel } from '../broadcast/broadcast-factory.ts'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import type { LiveBroadcasts } from '../broadcast/live-broadcasts.ts'
import type { Publisher } from '../broadcast/publication.ts'
import type { TestPictures } from '../broadcast/test-picture.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import type { Refusal } from './refusal.ts'
import type { PublishRequest } from './rtmp-protocol.ts'
import { createStrangerLog } from './stranger-log.ts'

export type Verdict =
  | { kind: 'accepted'; receive(packet: MediaPacket): void; leave(): void }
  | { kind: 'refused'; refusal: Refusal }

export type Judge = (request: PublishRequest, disconnect: Publisher['disconnect']) => Promise<Verdict>

type Judged =
  | { kind: 'accepted'; keyId: string; channel: Channel; mostBroadcasts: number | null }
  | Exclude<StreamKeyJudgement, { kind: 'accepted' }>

const APPLICATION = 'live'
const RECORD_EVERY_MS = 10_000
const KEY_SHAPE = /^[\w-]{1,128}$/

export function createJudge(parts: {
  database: Database
  writes: DatabaseQueue
  broadcasts: LiveBroadcasts
  testPictures: TestPictures
  log: Logger
}): Judge {
  const { database, writes, broadcasts, testPictures, log } = parts
  const strangerLog = createStrangerLog(log)
  const recordedAtMs = new Map<string, number>()

  function refuse(refusal: Refusal, channelId?: string): Verdict {
    if (channelId && isNews(`${channelId} ${refusal}`)) {
      writes.add('record refusal', (db) => recordRefusal(db, { channelId, reason: refusal }))
    }
    return { kind: 'refused', refusal }
  }

  /** Streaming software tries again every few seconds, for hours. */
  function isNews(refusal: string): boolean {
    const now = Date.now()
    if (now - (recordedAtMs.get(refusal) ?? Number.NEGATIVE_INFINITY) < RECORD_EVERY_MS) return false
    for (const [old, atMs] of recordedAtMs) if (now - atMs >= RECORD_EVERY_MS) recordedAtMs.delete(old)
    recordedAtMs.set(refusal, now)
    return true
  }

  /** @throws DatabaseUnreachableError */
  async function judge(name: string): Promise<Judged> {
    const tested = testPictures.channelOf(name)
    const judgement: StreamKeyJudgement = tested
      ? { kind: 'accepted', keyId: name, channelId: tested.id, channelSlug: tested.slug }
      : await judgeStreamKey(database, name)
    if (judgement.kind !== 'accepted') return judgement
    const { keyId, channelId: id, channelSlug: slug } = judgement
    const settings = await channelSettings(database, id)
    // The channel went between the two questions.
    if (!settings) return { kind: 'unknown' }
    const details = await channelDetails(database, id)
    const { quotas } = await readServerSettings(database)
    // Nobody wants to keep a test.
    const own = tested ? { ...settings, isRecorded: false } : settings
    return { kind: 'accepted', keyId, channel: { id, slug, settings: own, details }, mostBroadcasts: quotas.broadcasts }
  }

  return async ({ app, name }, disconnect) => {
    if (app !== APPLICATION) return refuse('unknown-application')
    if (name === '') return refuse('missing-key')
    if (!KEY_SHAPE.test(name)) return refuse('unknown-key')
    const judged = await judge(name).catch((error: unknown) => {
      strangerLog('error', { err: error }, 'a stream key cannot be checked')
      return null
    })
    if (!judged) return refuse('database-unavailable')
    if (judged.kind === 'unknown') return refuse('unknown-key')
    if (judged.kind === 'revoked') return refuse('revoked-key', judged.channelId)
    const { keyId, channel, mostBroadcasts } = judged
    const admission = broadcasts.admit(channel, { keyId, disconnect }, { mostBroadcasts })
    if (admission.kind !== 'admitted') return refuse(admission.kind, channel.id)
    const { broadcast, publication } = admission
    log.info({ channel: channel.slug, broadcast: broadcast.id }, 'publisher accepted')
    return {
      kind: 'accepted',
      receive: (packet) => publication.receive(packet),
      leave: () => broadcast.detach(publication),
    }
  }
}
