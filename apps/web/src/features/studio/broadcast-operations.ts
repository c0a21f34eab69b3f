/** Broadcasts as who runs the channel changes them: their words, their door, their end, and the test picture. */

import { type AuditEntry, writeAuditEntry } from '@shoal/db/audit'
import { findBroadcastOf, listPastBroadcasts, type PastBroadcast } from '@shoal/db/broadcast-list'
import { updateBroadcast } from '@shoal/db/broadcasts'
import { channelProfile, setChannelWords, type WordsChange } from '@shoal/db/channel-profile'
import { askIngest, ingestOutcome } from '@shoal/db/ingest-commands'
import { type BroadcastWordsChange, broadcastWordsChangeSchema } from '@shoal/protocol/broadcast-words'
import type { IngestCommandKind } from '@shoal/protocol/ingest-command'
import { type Privacy, privacySchema } from '@shoal/protocol/privacy'
import { hashPassword } from 'better-auth/crypto'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'
import { analyticsSchema } from './analytics-schema.ts'
import { readAnalytics } from './read-analytics.ts'

const broadcastParams = slugParams.extend({ broadcastId: z.string().max(64) })
const PAGE = 50

const broadcastSchema = z.object({
  id: z.string(),
  ...{ title: z.string(), description: z.string(), category: z.string(), privacy: privacySchema },
  ...{ startedAt: z.iso.datetime(), endedAt: z.iso.datetime().nullable(), endReason: z.string().nullable() },
  peakViewers: z.int(),
  recording: z
    .object({
      state: z.enum(['recording', 'ready', 'failed', 'deleting', 'deleted']),
      seconds: z.number(),
      bytes: z.number(),
    })
    .nullable(),
})

export const listPast = operation({
  id: 'listPastBroadcasts',
  summary: 'List a channel’s past broadcasts, hidden ones too',
  description: `The newest first, ${PAGE} at a time: for the next ones, give the last one’s startedAt as before.`,
  tags: ['Broadcasts'],
  method: 'GET',
  path: '/channels/{slug}/past-broadcasts',
  scope: 'broadcasts:read',
  right: 'run',
  params: slugParams,
  query: z.object({ before: z.iso.datetime().optional() }),
  answers: { 200: z.object({ broadcasts: z.array(broadcastSchema) }) },
  async handle({ channel, query }) {
    const before = query.before === undefined ? undefined : new Date(query.before)
    const broadcasts = await listPastBroadcasts(database(), channel.id, { limit: PAGE, before })
    return { status: 200, body: { broadcasts: broadcasts.map(told) } }
  },
})

function told({ recording, startedAt, endedAt, ...rest }: PastBroadcast): z.input<typeof broadcastSchema> {
  const { id, title, description, category, privacy, endReason, peakViewers } = rest
  return {
    ...{ id, title, description, category, privacy, endReason, peakViewers },
    ...{ startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
    recording: recording && { state: recording.state, seconds: recording.seconds, bytes: recording.bytes },
  }
}

export const setNextWords = operation({
  id: 'setNextBroadcast',
  summary: 'Change title, description, category and privacy of the channel’s next broadcasts',
  description: 'What is left out stays as it is.',
  tags: ['Broadcasts'],
  method: 'PATCH',
  path: '/channels/{slug}/next-broadcast',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: broadcastWordsChangeSchema,
  answers: { 204: null },
  refusals: { 'password-missing': 422 },
  async handle({ account, channel, body, refuse }) {
    const profile = await channelProfile(database(), channel.id)
    const change = profile && (await changeOf(body, profile))
    if (change === null) return refuse('password-missing')
    await setChannelWords(database(), channel.id, change)
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'next-broadcast-changed', target: `channel ${channel.slug}` },
      detail: detailOf(body),
    })
    return { status: 204 }
  },
})

export const setWords = operation({
  id: 'changeBroadcast',
  summary: 'Change title, description, category and privacy of one broadcast',
  description:
    'What is left out stays as it is. Of one that is live it counts at once; of one that is over, for its recording.',
  tags: ['Broadcasts'],
  method: 'PATCH',
  path: '/channels/{slug}/broadcasts/{broadcastId}',
  scope: 'broadcasts:write',
  right: 'run',
  params: broadcastParams,
  body: broadcastWordsChangeSchema,
  answers: { 204: null },
  refusals: { 'unknown-broadcast': 404, 'password-missing': 422 },
  async handle({ account, channel, params: { broadcastId }, body, refuse }) {
    const broadcast = await findBroadcastOf(database(), { channelId: channel.id, broadcastId })
    if (!broadcast) return refuse('unknown-broadcast')
    const change = await changeOf(body, broadcast)
    if (change === null) return refuse('password-missing')
    // an unchanged door keeps the tickets that were issued at it
    const { privacy, passwordHash, ...words } = change
    const isSameDoor = (privacy ?? broadcast.privacy) === broadcast.privacy && passwordHash === undefined
    await updateBroadcast(database(), broadcastId, isSameDoor ? words : change)
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'broadcast-changed', target: `channel ${channel.slug}` },
      detail: { broadcast: broadcastId, ...detailOf(body) },
    })
    return { status: 204 }
  },
})

/** Null where a password is wanted and there is none. A password that nothing asks for any more is forgotten. */
async function changeOf(
  { password, ...words }: BroadcastWordsChange,
  { privacy, hasPassword }: { privacy: Privacy; hasPassword: boolean },
): Promise<WordsChange | null> {
  if ((words.privacy ?? privacy) !== 'password') return { ...words, ...(hasPassword && { passwordHash: null }) }
  if (password !== undefined) return { ...words, passwordHash: await hashPassword(password) }
  return hasPassword ? words : null
}

function detailOf({ title, privacy, password }: BroadcastWordsChange): NonNullable<AuditEntry['detail']> {
  return { ...(title !== undefined && { title }), ...(privacy && { privacy }), newPassword: password !== undefined }
}

export const readBroadcastAnalytics = operation({
  id: 'readBroadcastAnalytics',
  summary: 'Read one broadcast’s figures: viewers, offload, waiting, latency, qualities, chat',
  tags: ['Analytics'],
  method: 'GET',
  path: '/channels/{slug}/broadcasts/{broadcastId}/analytics',
  scope: 'analytics:read',
  right: 'run',
  params: broadcastParams,
  answers: { 200: analyticsSchema },
  refusals: { 'unknown-broadcast': 404 },
  async handle({ channel, params: { broadcastId }, refuse }) {
    const broadcast = await findBroadcastOf(database(), { channelId: channel.id, broadcastId })
    if (!broadcast) return refuse('unknown-broadcast')
    return { status: 200, body: await readAnalytics(broadcast) }
  },
})

const INGEST_REFUSALS = {
  ...{ 'not-live': 409, 'already-live': 409, 'too-many-broadcasts': 409, failed: 500 },
  'not-answered': 503,
} as const

const ofIngest = {
  method: 'POST',
  scope: 'broadcasts:write',
  right: 'run',
  tags: ['Broadcasts'],
  params: slugParams,
  answers: { 204: null },
  refusals: INGEST_REFUSALS,
} as const

export const endBroadcast = operation({
  ...ofIngest,
  id: 'endBroadcast',
  summary: 'End the broadcast that runs: its publisher is disconnected',
  path: '/channels/{slug}/end-broadcast',
  async handle({ account, channel, refuse }) {
    const outcome = await ask(channel.id, 'end-broadcast')
    if (outcome !== 'done') return refuse(outcome)
    log().info({ channel: channel.slug }, 'a broadcast was ended from the studio')
    await writeAuditEntry(database(), { actor: account, action: 'broadcast-ended', target: `channel ${channel.slug}` })
    return { status: 204 }
  },
})

export const startTestPicture = operation({
  ...ofIngest,
  id: 'startTestPicture',
  summary: 'Send a moving test picture to the channel, for up to ten minutes',
  path: '/channels/{slug}/test-picture',
  async handle({ account, channel, refuse }) {
    const outcome = await ask(channel.id, 'start-test-picture')
    if (outcome !== 'done') return refuse(outcome)
    const act = { actor: account, action: 'test-picture-started', target: `channel ${channel.slug}` } as const
    await writeAuditEntry(database(), act)
    return { status: 204 }
  },
})

export const stopTestPicture = operation({
  ...ofIngest,
  id: 'stopTestPicture',
  summary: 'Stop the test picture',
  method: 'DELETE',
  path: '/channels/{slug}/test-picture',
  async handle({ account, channel, refuse }) {
    const outcome = await ask(channel.id, 'stop-test-picture')
    if (outcome !== 'done') return refuse(outcome)
    const act = { actor: account, action: 'test-picture-stopped', target: `channel ${channel.slug}` } as const
    await writeAuditEntry(database(), act)
    return { status: 204 }
  },
})

async function ask(channelId: string, kind: IngestCommandKind) {
  return ingestOutcome(database(), await askIngest(database(), { channelId, kind }))
}
