/** What ingest asks each moment, in one small query: are its publishers' keys good, was it asked to do something, did doors change. */

import { INGEST_COMMAND_LIFETIME_MS } from '@shoal/protocol/ingest-command'
import { z } from 'zod'
import { timestamp } from './broadcast-events.ts'
import type { Database } from './database.ts'

export type IngestNews = {
  /**
   * Those of `keyIds` that may no longer publish: revoked, at the end of their grace, gone with their channel, or of
   * somebody who was banned or is no streamer any more.
   */
  revokedKeyIds: string[]
  /** Those that will be at the end of their grace, and when that is, Unix milliseconds. */
  keyEnds: Map<string, number>
  hasCommands: boolean
  hasChangedDoors: boolean
}

const rowsSchema = z.tuple([
  z.object({
    goodKeys: z.array(z.object({ id: z.string(), endsAtMs: z.int().nullable() })),
    hasCommands: z.boolean(),
    hasChangedDoors: z.boolean(),
  }),
])

/** @param doorsSince doors that changed at that time or later count as changed; null when all are unknown */
export async function ingestNews(
  db: Database,
  { keyIds, doorsSince, now }: { keyIds: string[]; doorsSince: Date | null; now: Date },
): Promise<IngestNews> {
  const commandsSince = new Date(now.getTime() - INGEST_COMMAND_LIFETIME_MS)
  const rows = await db.prisma.$queryRaw`
    SELECT
      (
        SELECT COALESCE(json_agg(json_build_object(
          'id', key."id", 'endsAtMs', floor(extract(epoch FROM key."revokedAt") * 1000)
        )), '[]') FROM "StreamKey" key
        JOIN "Channel" channel ON channel."id" = key."channelId"
        JOIN "User" owner ON owner."id" = channel."ownerId"
        WHERE key."id" = ANY(${keyIds}) AND (key."revokedAt" IS NULL OR key."revokedAt" > ${timestamp(now)})
          AND owner."bannedAt" IS NULL AND owner."role" IN ('operator', 'streamer')
      ) AS "goodKeys",
      EXISTS(
        SELECT 1 FROM "IngestCommand" WHERE "doneAt" IS NULL AND "at" >= ${timestamp(commandsSince)}
      ) AS "hasCommands",
      EXISTS(
        SELECT 1 FROM "Broadcast" WHERE "doorChangedAt" >= ${timestamp(doorsSince ?? new Date(0))}
      ) AS "hasChangedDoors"`
  const [{ goodKeys, ...news }] = rowsSchema.parse(rows)
  const good = new Set(goodKeys.map(({ id }) => id))
  const keyEnds = new Map(goodKeys.flatMap(({ id, endsAtMs }) => (endsAtMs === null ? [] : [[id, endsAtMs] as const])))
  return { ...news, keyEnds, revokedKeyIds: keyIds.filter((id) => !good.has(id)) }
}
