/** What was asked for too often, in words: with the time to wait, which the refusal says. Null of any other answer. */

'use client'

import { useCallback } from 'react'
import { useLocale, useTranslations } from 'use-intl/react'
import { formatWait } from './figures.ts'
import type { Sent } from './send-json.ts'

export function useTooMany(): (sent: Sent) => string | null {
  const words = useTranslations('ui')
  const locale = useLocale()
  return useCallback(
    (sent) => {
      if (sent.kind !== 'answered' || sent.status !== 429) return null
      const { waitSeconds } = sent
      return waitSeconds === null ? words('tooMany') : words('tooManyUntil', { when: formatWait(waitSeconds, locale) })
    },
    [words, locale],
  )
}
