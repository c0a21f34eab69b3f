/** The figures of `figures.ts` in the page's language. */

'use client'

import { useMemo } from 'react'
import { useLocale } from 'use-intl/react'
import { formatAgo, formatBytes, formatDuration, formatRate, formatShare } from './figures.ts'

export function useFigures() {
  const locale = useLocale()
  return useMemo(
    () => ({
      bytes: (bytes: number) => formatBytes(bytes, locale),
      rate: (bytesPerSecond: number) => formatRate(bytesPerSecond, locale),
      share: (share: number | null, places = 0) => formatShare(share, locale, places),
      ago: (atMs: number, nowMs: number) => formatAgo(atMs, nowMs, locale),
      duration: formatDuration,
    }),
    [locale],
  )
}
