/** Lengths of time in words: `45 s`, `1 min 30 s`, `2 hours`. */

'use client'

import { useTranslations } from 'use-intl/react'

const MINUTE = 60
const HOUR = 3600

export function useLengths(): (seconds: number) => string {
  const words = useTranslations('studio')
  return (seconds) => {
    if (seconds !== 0 && seconds % HOUR === 0) return words('settings.hours', { hours: seconds / HOUR })
    if (seconds !== 0 && seconds % MINUTE === 0) return words('settings.minutes', { minutes: seconds / MINUTE })
    if (seconds < MINUTE) return words('settings.seconds', { seconds })
    return words('settings.minutesAndSeconds', { minutes: Math.floor(seconds / MINUTE), seconds: seconds % MINUTE })
  }
}
