/** A day and an hour where the reader is; the server, which does not know where that is, writes UTC. */

'use client'

import { useFormatter } from 'use-intl/react'
import { useNow } from './use-now.ts'

const MINUTE_MS = 60_000

export function LocalTime({ atMs }: { atMs: number }) {
  const format = useFormatter()
  const now = useNow(MINUTE_MS)
  const at = new Date(atMs)
  const look = { weekday: 'short', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' } as const
  return (
    <time dateTime={at.toISOString()} suppressHydrationWarning>
      {now === null
        ? format.dateTime(at, { ...look, timeZone: 'UTC', timeZoneName: 'short' })
        : format.dateTime(at, { ...look, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
    </time>
  )
}
