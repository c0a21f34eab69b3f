/** How to set up OBS, for someone who does it the first time. */

'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'

const STEPS = ['one', 'two', 'three'] as const

export function ObsGuide() {
  const words = useTranslations('studio')
  const b = (text: ReactNode) => <b className="text-ink">{text}</b>
  return (
    <details className="group border-t border-line pt-4">
      <summary className="font-medium">{words('obs.title')}</summary>
      <ol className="mt-3 list-decimal space-y-2 ps-5 text-sm text-ink-soft">
        {STEPS.map((step) => (
          <li key={step}>{words.rich(`obs.${step}`, { b })}</li>
        ))}
      </ol>
    </details>
  )
}
