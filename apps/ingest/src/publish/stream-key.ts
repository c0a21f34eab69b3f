/** Decides who may publish: looks at the key, and asks for the channel's broadcast. */

import { channelSettings } from '@shoal/db/channels'
import type { Database } from '@shoal/db/database'
import { recordRefusal } from '@shoal/db/publish-refusals'
import { judgeStreamKey, type StreamKeyJudgement } from '@shoal/db/stream-keys'
import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import type { Logger } from 'pino'
import type { DatabaseQueue } from '../broadcast/database-queue.ts'
import type { LiveBroadcasts } from '../broadcast/live-broadcasts.ts'
import type { Publisher } from '../broadcast/publication.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import type { Refusal } from './refusal.ts'
import type { PublishRequest } from './rtmp-protocol.ts'
import { createStrangerLog } from './stranger-log.ts'

export type Verdict =
  | { kind: 'accepted'; receive(packet: MediaPacket): void; leave(): void }
  | { kind: 'refused'; refusal: Refusal }

export type Judge = (request: PublishRequest, disconnect: Publisher['disconnect']) => Promise<Verdict>

const APPLICATION = 'live'
const RECORD_EVERY_MS = 10_000
const KEY_SHAPE = /^[\w-]{1,128}$/

export function createJudge(parts: {
  database: Database
  writes: DatabaseQueue
  broadcasts: LiveBroadcasts
  log: Logger
}): Judge {
  const { database, writes, broadcasts, log } = parts
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

  return async ({ app, name }, disconnect) => {
    if (app !== APPLICATION) return refuse('unknown-application')
    if (name === '') return refuse('missing-key')
    if (!KEY_SHAPE.test(name)) return refuse('unknown-key')
    let judgement: StreamKeyJudgement
    let settings: ChannelSettings | null = null
    try {
      judgement = await judgeStreamKey(database, name)
      if (judgement.kind === 'accepted') settings = await channelSettings(database, judgement.channelId)
    } catch (error) {
      strangerLog('error', { err: error }, 'a stream key cannot be checked')
      return refuse('database-unavailable')
    }
    if (judgement.kind === 'unknown') return refuse('unknown-key')
    if (judgement.kind === 'revoked') return refuse('revoked-key', judgement.channelId)
    // The channel went between the two questions.
    if (!settings) return refuse('unknown-key')
    const { keyId, channelId, channelSlug } = judgement
    const admission = broadcasts.admit({ id: channelId, slug: channelSlug, settings }, { keyId, disconnect })
    if (admission.kind === 'already-live') return refuse('already-live', channelId)
    const { broadcast, publication } = admission
    log.info({ channel: channelSlug, broadcast: broadcast.id }, 'publisher accepted')
    return {
      kind: 'accepted',
      receive: (packet) => publication.receive(packet),
      leave: () => broadcast.detach(publication),
    }
  }
}
