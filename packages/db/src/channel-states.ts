/** Every channel with its latest broadcast, as pages follow them. */

import { type BroadcastState, broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { type Privacy, privacySchema } from '@shoal/protocol/privacy'
import { z } from 'zod'
import type { Database } from './database.ts'
import { Prisma } from './generated/client.ts'
import { RecordingState } from './generated/enums.ts'

const channelStateRowsSchema = z.array(
  z.object({
    channelId: z.string(),
    slug: z.string(),
    id: z.string().nullable(),
    state: broadcastStateSchema.nullable(),
    privacy: privacySchema.nullable(),
    epoch: z.int().nullable(),
    rewindSeconds: z.int(),
    recording: z.enum(RecordingState).nullable(),
    startedAtMs: z.number().nullable(),
    title: z.string().nullable(),
    category: z.string().nullable(),
    description: z.string().nullable(),
    announcedAtMs: z.number().nullable(),
    announcement: z.string(),
  }),
)

/** What viewers read of it. `startedAtMs`, Unix milliseconds, is when it could be watched first. */
export type BroadcastAbout = { title: string; category: string; description: string; startedAtMs: number }

export type ChannelState = {
  channelId: string
  slug: string
  rewindSeconds: number
  /** The latest; null when the channel has never been live. Its recording is null where nothing was recorded. */
  broadcast:
    | ({
        id: string
        state: BroadcastState
        privacy: Privacy
        epoch: number
        recording: RecordingState | null
      } & BroadcastAbout)
    | null
  /** The next broadcast, when one is announced. */
  next: { atMs: number; text: string } | null
}

/** Every channel, or one, with its latest broadcast: one query that may be asked each second. */
export async function channelStates(
  db: Database,
  { channelId }: { channelId?: string | undefined } = {},
): Promise<ChannelState[]> {
  const wanted = channelId === undefined ? Prisma.sql`true` : Prisma.sql`channel."id" = ${channelId}`
  const rows = await db.prisma.$queryRaw`
    SELECT channel."id" AS "channelId", channel."slug", channel."rewindSeconds",
      latest."id", latest."state"::text, latest."privacy"::text, latest."epoch", recording."state"::text AS "recording",
      latest."title", latest."category", latest."description",
      (extract(epoch FROM coalesce(latest."liveAt", latest."startedAt")) * 1000)::float8 AS "startedAtMs",
      (extract(epoch FROM channel."announcedAt") * 1000)::float8 AS "announcedAtMs", channel."announcement"
    FROM "Channel" channel
    LEFT JOIN LATERAL (
      SELECT "id", "state", "privacy", "epoch", "title", "category", "description", "liveAt", "startedAt"
      FROM "Broadcast"
      WHERE "channelId" = channel."id"
      ORDER BY "startedAt" DESC, "id" DESC
      LIMIT 1
    ) latest ON true
    LEFT JOIN "Recording" recording ON recording."broadcastId" = latest."id"
    WHERE ${wanted}
    ORDER BY channel."createdAt", channel."id"`
  return channelStateRowsSchema.parse(rows).map(({ channelId, slug, rewindSeconds, ...latest }) => {
    const { id, state, privacy, epoch, recording, announcedAtMs, announcement } = latest
    const about = { title: latest.title ?? '', category: latest.category ?? '', description: latest.description ?? '' }
    const broadcast =
      id !== null && state !== null && privacy !== null && epoch !== null
        ? { id, state, privacy, epoch, recording, ...about, startedAtMs: Math.round(latest.startedAtMs ?? 0) }
        : null
    const next = announcedAtMs === null ? null : { atMs: Math.round(announcedAtMs), text: announcement }
    return { channelId, slug, rewindSeconds, broadcast, next }
  })
}
