/** What was deleted meanwhile of the recording that plays, which is asked while it fails to arrive. */

'use client'

import { useEffect, useRef, useState } from 'react'
import type { Deleted } from './find-deleted.ts'

const ASK_EVERY_MS = 10_000

type Options = {
  /** Undefined where nothing of the past plays. */
  broadcastId: string | undefined
  isRecording: boolean
  slug: string
  isRecovering: boolean
}

export function useDeleted({ broadcastId, isRecording, slug, isRecovering }: Options): Deleted | null {
  /** It is one no more for its channel's page once it is deleted. */
  const recording = useRef<string | null>(null)
  if (isRecording && broadcastId !== undefined) recording.current = broadcastId
  const recordingId = broadcastId === recording.current ? recording.current : null
  const [gone, setGone] = useState<{ recordingId: string; deleted: Deleted } | null>(null)
  const deleted = gone !== null && gone.recordingId === recordingId ? gone.deleted : null
  const isAsked = recordingId !== null && isRecovering && deleted === null

  useEffect(() => {
    if (!isAsked || recordingId === null) return
    let timer: ReturnType<typeof setTimeout> | undefined
    let isOver = false
    async function ask(id: string): Promise<void> {
      const found = await import('./find-deleted.ts').then(({ findDeleted }) => findDeleted(id, slug)).catch(() => null) // no network: not even this file could be fetched
      if (isOver) return
      if (found) setGone({ recordingId: id, deleted: found })
      else timer = setTimeout(() => void ask(id), ASK_EVERY_MS)
    }
    void ask(recordingId)
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [isAsked, recordingId, slug])

  return deleted
}
