/** The viewer's choice about helping, behind one line until somebody wants it; its code comes with the first opening. */

'use client'

import dynamic from 'next/dynamic'
import { useTranslations } from 'use-intl/react'
import { Disclosure } from '../../ui/disclosure.tsx'
import { loadPart } from '../../ui/load-part.ts'
import type { HelpingChoiceProps } from './helping-choice.tsx'

const HelpingChoice = dynamic(
  () => loadPart(() => import('./helping-choice.tsx')).then((chunk) => chunk.HelpingChoice),
  { ssr: false },
)

export function P2pChoice(props: HelpingChoiceProps) {
  const words = useTranslations('watch.helping')
  return (
    <Disclosure title={words(props.terms.consent === 'off' ? 'titleOff' : 'title')}>
      <HelpingChoice {...props} />
    </Disclosure>
  )
}
