/** A recording as the studio shows it. */

import type { RecordingRow } from '@shoal/db/recordings'
import { z } from 'zod'

export const studioRecordingSchema = z.object({
  broadcastId: z.string(),
  state: z.enum(['recording', 'ready', 'failed', 'deleting', 'deleted']),
  startedAtMs: z.number(),
  seconds: z.number(),
  bytes: z.number(),
  error: z.string().nullable(),
  rungs: z.array(z.string()),
  exports: z.array(
    z.object({
      rung: z.string(),
      state: z.enum(['waiting', 'running', 'ready', 'failed']),
      /** 0 to 1. */
      progress: z.number(),
      bytes: z.number().nullable(),
      token: z.string(),
    }),
  ),
})
export type StudioRecording = z.infer<typeof studioRecordingSchema>

export function studioRecording(row: RecordingRow): StudioRecording {
  const { broadcastId, state, seconds, bytes, error, rungs } = row
  return {
    ...{ broadcastId, state, seconds, bytes, error, rungs },
    startedAtMs: row.startedAt.getTime(),
    exports: row.exports.map(({ rung, state, progress, bytes, token }) => ({ rung, state, progress, bytes, token })),
  }
}
