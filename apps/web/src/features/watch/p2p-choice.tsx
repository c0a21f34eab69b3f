/** The viewer's choice about helping, behind one line until somebody wants it; its code comes with the first opening. */

'use client'

import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import type { HelpingChoiceProps } from './helping-choice.tsx'

const HelpingChoice = dynamic(() => import('./helping-choice.tsx').then((chunk) => chunk.HelpingChoice), { ssr: false })

export function P2pChoice(props: HelpingChoiceProps) {
  const words = useTranslations('watch.helping')
  const [wasOpened, setOpened] = useState(false)
  return (
    <details
      className="rounded-2xl border border-line bg-surface"
      onToggle={({ currentTarget }) => currentTarget.open && setOpened(true)}
    >
      <summary className="px-5 py-3.5 font-medium">{words('title')}</summary>
      {wasOpened && <HelpingChoice {...props} />}
    </details>
  )
}
