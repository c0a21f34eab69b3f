/** What the player remembers from one visit to the next: sound, theatre, keys, captions. */

import * as z from 'zod/mini'
import { kept } from './kept.ts'

const memorySchema = () =>
  z.object({
    /** 0 to 1. */
    volume: z.number().check(z.minimum(0), z.maximum(1)),
    isMuted: z.boolean(),
    isTheatre: z.boolean(),
    /** Single keys do something (WCAG 2.1.4 wants a way to turn them off). */
    hasKeys: z.boolean(),
    /** The name of the track that was shown. What was kept before it was here has none. */
    captions: z._default(z.nullable(z.string()), null),
  })
export type PlayerMemory = z.infer<ReturnType<typeof memorySchema>>

export const NEW_MEMORY: PlayerMemory = { volume: 1, isMuted: false, isTheatre: false, hasKeys: true, captions: null }

export const playerMemory = kept('shoal.player', memorySchema, NEW_MEMORY)

export function remember(change: Partial<PlayerMemory>): void {
  playerMemory.write({ ...playerMemory.read(), ...change })
}
