/** The days and hours of `dates.ts` in the page's language, where the reader is. */

'use client'

import { useCallback } from 'react'
import { useLocale } from 'use-intl/react'
import { type DateLook, formatDate } from './dates.ts'
import { useTimeZone } from './use-time-zone.ts'

export function useDates(): (at: Date | number, look: DateLook) => string {
  const locale = useLocale()
  const timeZone = useTimeZone()
  return useCallback((at, look) => formatDate(at, look, { locale, timeZone }), [locale, timeZone])
}
