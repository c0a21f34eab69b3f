/** Who may see a broadcast, where that is not everybody. */

'use client'

import type { Privacy } from '@shoal/protocol/privacy'
import { Lock } from 'lucide-react'
import { useTranslations } from 'use-intl/react'

export function PrivacyPill({ privacy }: { privacy: Privacy }) {
  const words = useTranslations('studio')
  if (privacy === 'public') return null
  return (
    <span className="inline-flex items-center gap-1 rounded-full bg-raised px-2 py-0.5 align-middle text-xs font-medium text-ink-soft">
      <Lock aria-hidden className="size-3" />
      {words(`privacies.${privacy}`)}
    </span>
  )
}
