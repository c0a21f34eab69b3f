/** Who gives to whom in a live broadcast's swarms, as its viewers told in the last few seconds. No address, no account. */

import { z } from 'zod'
import { p2pModeSchema } from './p2p-mode.ts'

export const SWARM_MAP_INTERVAL_MS = 5000
/** The most active viewers of a broadcast; the rest is counted. */
export const SWARM_MAP_NODES = 60
export const SWARM_MAP_EDGES = 400

const nodeSchema = z.object({
  /** Short, and random for each viewer session: it says nothing of who that is. */
  id: z.string(),
  browser: z.string(),
  /** ISO 3166-1 alpha-2, or empty. */
  country: z.string(),
  mode: p2pModeSchema,
  rung: z.string(),
  /** What it played in its last report, by where it came from, and what the others drawn here say it gave them. */
  originBytes: z.number(),
  peerBytes: z.number(),
  givenBytes: z.number(),
})
export type SwarmMapNode = z.infer<typeof nodeSchema>

export const swarmMapSchema = z.object({
  /** The tracker that heard of it, by its own name. */
  tracker: z.string(),
  /** Everyone who is present, drawn or not. */
  viewers: z.int(),
  nodes: z.array(nodeSchema),
  /** From one node's id to another's. */
  edges: z.array(z.object({ from: z.string(), to: z.string(), bytes: z.number() })),
})
export type SwarmMap = z.infer<typeof swarmMapSchema>
