/** Why a broadcast ended, as a sentence. */

'use client'

import { useTranslations } from 'use-intl/react'

const KNOWN = [
  ...(['publisher-left', 'server-stopped', 'revoked-key', 'unsupported-source', 'ended-by-streamer'] as const),
  // of one from elsewhere
  ...(['nobody-watches', 'source-left', 'source-ended'] as const),
]

/** A reason that this version does not know is shown by its name. `endedThis`: beside the broadcast that is meant. */
export function useEndWords(of: 'ended' | 'endedThis' = 'ended'): (reason: string | null) => string {
  const words = useTranslations('studio')
  return (reason) => {
    if (reason === null) return words(`${of}.unknown`)
    const known = KNOWN.find((one) => one === reason)
    return known ? words(`${of}.${known}`) : words(`${of}.other`, { reason: reason.replaceAll('-', ' ') })
  }
}
