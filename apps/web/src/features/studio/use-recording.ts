/** A broadcast's recording: as its page was made with, and newer where the studio's events tell of it. */

'use client'

import type { ShownBroadcast } from './shown-broadcast.ts'
import { useStudio } from './studio-provider.tsx'

export type ShownRecording = NonNullable<ShownBroadcast['recording']>

export function useRecording(broadcast: ShownBroadcast): ShownRecording | null {
  const { studio } = useStudio()
  return studio.recordings.find(({ broadcastId }) => broadcastId === broadcast.id) ?? broadcast.recording
}
