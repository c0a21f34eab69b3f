/** Why a broadcast ended, as a sentence. */

'use client'

import { useTranslations } from 'use-intl/react'

const KNOWN = ['publisher-left', 'server-stopped', 'revoked-key', 'unsupported-source', 'ended-by-streamer'] as const

/** A reason that this version does not know is shown by its name. */
export function useEndWords(): (reason: string | null) => string {
  const words = useTranslations('studio')
  return (reason) => {
    if (reason === null) return words('ended.unknown')
    const known = KNOWN.find((one) => one === reason)
    return known ? words(`ended.${known}`) : words('ended.other', { reason: reason.replaceAll('-', ' ') })
  }
}
