/** Whether the recording that plays was deleted meanwhile, which is asked when it fails to arrive. */

'use client'

import { useEffect, useState } from 'react'

/** `recordingId` is null where no recording plays. */
export function useIsDeleted(recordingId: string | null, isRecovering: boolean): boolean {
  const [deletedId, setDeletedId] = useState<string | null>(null)

  useEffect(() => {
    if (recordingId === null || !isRecovering) return
    void import('./is-deleted.ts')
      .then(({ isDeleted }) => isDeleted(recordingId))
      .then((isGone) => isGone && setDeletedId(recordingId))
      .catch(() => {}) // no network: not even this file could be fetched
  }, [recordingId, isRecovering])

  return recordingId !== null && deletedId === recordingId
}
