/** A day and an hour where the reader is; the server, which does not know where that is, writes UTC. */

'use client'

import { useLocale } from 'use-intl/react'
import { type DateLook, formatDate } from './dates.ts'
import { useNow } from './use-now.ts'

const MINUTE_MS = 60_000

export function LocalTime({ atMs, look = 'moment' }: { atMs: number; look?: DateLook }) {
  const locale = useLocale()
  const now = useNow(MINUTE_MS)
  const place = now === null ? { locale, timeZone: 'UTC', isZoneSaid: true } : { locale }
  return (
    <time dateTime={new Date(atMs).toISOString()} suppressHydrationWarning>
      {formatDate(atMs, look, place)}
    </time>
  )
}
