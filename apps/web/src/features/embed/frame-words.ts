/**
 * The words between a page and our player in a frame of it. The page says `hello` first; from then on the player tells
 * that page alone what happens. docs/embedding.md has them for those who write pages.
 */

import { z } from 'zod'

const said = { shoal: z.literal(1) }

export const commandSchema = z.discriminatedUnion('do', [
  z.object({ ...said, do: z.enum(['hello', 'play', 'pause', 'mute', 'unmute', 'live']) }),
  /** 0 to 1. */
  z.object({ ...said, do: z.literal('volume'), value: z.number().min(0).max(1) }),
  /** A rung's name, or null for automatic. */
  z.object({ ...said, do: z.literal('quality'), value: z.string().max(16).nullable() }),
  /** Seconds from the beginning of a recording; of a live broadcast, seconds behind live. */
  z.object({ ...said, do: z.literal('seek'), value: z.number().min(0).max(1e7) }),
])
export type Command = z.infer<typeof commandSchema>

export type FrameState = {
  state: 'waiting' | 'starting' | 'live' | 'interrupted' | 'recording' | 'ended'
  isPaused: boolean
  isMuted: boolean
  volume: number
  quality: string | null
  qualities: string[]
}

export type Told =
  | { tell: 'ready' }
  | ({ tell: 'state' } & FrameState)
  /** `duration` is null where it is live. `behind` is how far behind live, in seconds. */
  | { tell: 'time'; at: number; duration: number | null; behind: number | null }
  | { tell: 'ended' }
