/** Has ingest watch another server's playlist, for viewers who are to share it. */

import { findElsewhere } from '@shoal/db/elsewhere'
import { askIngest, witnessOutcome } from '@shoal/db/ingest-commands'
import { type Unshareable, unshareableSchema } from '@shoal/protocol/ingest-command'
import { database } from '../../server/database.ts'

/** As long as players wait for a ticket, about. */
const LIMIT_MS = 9000

type Woken = 'awake' | Unshareable | null
const waking = new Map<string, Promise<Woken>>()

/** Null where the channel shows no other server's playlist. Many who come at once ask once. */
export function wakeWitness(channelId: string): Promise<Woken> {
  const known = waking.get(channelId) ?? wake(channelId).finally(() => waking.delete(channelId))
  waking.set(channelId, known)
  return known
}

async function wake(channelId: string): Promise<Woken> {
  if (!(await findElsewhere(database(), { id: channelId }))) return null
  const asked = await askIngest(database(), { channelId, kind: 'watch-elsewhere' })
  const outcome = await witnessOutcome(database(), asked, LIMIT_MS)
  if (outcome === 'done') return 'awake'
  return unshareableSchema.catch('unreachable').parse(outcome)
}
