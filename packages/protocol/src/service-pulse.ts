/** How one process of Shoal does, as it says itself each few seconds. */

import { z } from 'zod'

export const PULSE_INTERVAL_MS = 5000
/** One that was silent for longer than this is not heard of any more. */
export const PULSE_SILENT_MS = 30_000

export const servicePulseSchema = z.object({
  /** Resident memory, bytes. */
  memoryBytes: z.number(),
  /** Of one core since the last pulse: 1 is one core busy all the time. Children such as ffmpeg are not in it. */
  cpuShare: z.number(),
  /** How late timers came at worst since the last pulse, milliseconds: what makes a service slow to answer. */
  loopDelayMs: z.number(),
  /** Ingest alone. */
  encoder: z
    .object({
      /** What live broadcasts encode, as a share of what this machine was measured to encode for them: 1 is full. */
      load: z.number(),
      /** Broadcasts that are encoded now. */
      broadcasts: z.int(),
    })
    .optional(),
  /** Of the file system with the recordings, bytes. */
  disk: z
    .object({
      freeBytes: z.number(),
      totalBytes: z.number(),
      recordingBytes: z.number(),
    })
    .optional(),
})
export type ServicePulse = z.infer<typeof servicePulseSchema>
