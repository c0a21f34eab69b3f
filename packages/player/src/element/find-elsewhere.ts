/** Asks a Shoal server whether viewers of another server's playlist are a swarm there. */

import * as z from 'zod/mini'
import { type Server, serverOf } from './plan-element.ts'

const WITHIN_MS = 5000
const foundSchema = z.object({ target: z.string() })

/** Null where it does not know the address, or does not answer: then it plays from the other server alone. */
export async function findElsewhere(swarm: string, src: string): Promise<Server | null> {
  try {
    const response = await fetch(new URL('/embed/elsewhere', swarm), {
      method: 'POST',
      credentials: 'omit',
      headers: { 'content-type': 'text/plain;charset=UTF-8' }, // needs no preflight
      body: JSON.stringify({ src }),
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    if (!response.ok) return null
    const { target } = foundSchema.parse(await response.json())
    return serverOf(new URL(`/${target}`, swarm).href)
  } catch {
    return null
  }
}

/** The browser's own player takes its segments from nobody but a server. */
export function canTakeFromPeers(): boolean {
  return 'MediaSource' in globalThis || 'ManagedMediaSource' in globalThis
}
