/** Whether a viewer's player takes part in the swarm. */

import * as z from 'zod/mini' // pages take this file along

/** `on` gives and takes, `receive-only` takes, `off` never opens a peer connection. */
export const p2pModeSchema = z.enum(['on', 'receive-only', 'off'])
export type P2pMode = z.infer<typeof p2pModeSchema>
