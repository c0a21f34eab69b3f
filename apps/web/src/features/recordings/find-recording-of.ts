/** A recording by its channel's slug and its broadcast's id: null unless both belong together, or when it is deleted. */

import { findRecording } from '@shoal/db/recordings'
import { database } from '../../server/database.ts'

export async function findRecordingOf(slug: string, broadcastId: string) {
  const recording = await findRecording(database(), broadcastId)
  return recording?.channel.slug === slug && recording.state !== 'deleted' ? recording : null
}
