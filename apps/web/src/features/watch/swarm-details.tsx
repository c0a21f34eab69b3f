/** The swarm's picture behind a heading: it is loaded when somebody opens it. */

'use client'

import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl/react'
import { Disclosure } from '../../ui/disclosure.tsx'
import { loadPart } from '../../ui/load-part.ts'
import type { SwarmFacts } from './describe-swarm.ts'

const SwarmPanel = dynamic(() => loadPart(() => import('./swarm-panel.tsx')).then((chunk) => chunk.SwarmPanel), {
  ssr: false,
})

export function SwarmDetails({ facts }: { facts: SwarmFacts | null }) {
  const words = useTranslations('watch.swarm')
  return (
    <Disclosure title={words('title')}>
      {facts ? <SwarmPanel facts={facts} /> : <p className="text-ink-soft">{words('nothingYet')}</p>}
    </Disclosure>
  )
}
