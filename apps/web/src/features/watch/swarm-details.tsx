/** The swarm's picture behind a heading: it is loaded when somebody opens it. */

'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import type { SwarmFacts } from './describe-swarm.ts'

const SwarmPanel = dynamic(() => import('./swarm-panel.tsx').then((chunk) => chunk.SwarmPanel), { ssr: false })

export function SwarmDetails({ facts }: { facts: SwarmFacts | null }) {
  const words = useTranslations('watch.swarm')
  const [isOpen, setOpen] = useState(false)
  return (
    <details
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="rounded-2xl border border-line bg-surface"
    >
      <summary className="px-5 py-3.5 font-medium">{words('title')}</summary>
      <div className="min-h-32 border-t border-line px-5 py-4">
        {isOpen && (facts ? <SwarmPanel facts={facts} /> : <p className="text-ink-soft">{words('nothingYet')}</p>)}
      </div>
    </details>
  )
}
