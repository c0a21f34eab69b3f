/** Reads one broadcast's figures, live or over. */

import { readBroadcastFigures } from '@shoal/db/broadcast-figures'
import type { PastBroadcast } from '@shoal/db/broadcast-list'
import { database } from '../../server/database.ts'
import type { Analytics } from './analytics-schema.ts'
import { buildAnalytics } from './build-analytics.ts'

export async function readAnalytics(
  broadcast: Pick<PastBroadcast, 'id' | 'startedAt' | 'endedAt'>,
): Promise<Analytics> {
  const { id: broadcastId, startedAt: since, endedAt } = broadcast
  const until = endedAt ?? new Date()
  const figures = await readBroadcastFigures(database(), { broadcastId, since, until })
  return buildAnalytics(broadcast, figures)
}
