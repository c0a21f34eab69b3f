/** Ends the broadcast that runs, once it is sure. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export function EndButton() {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const send = useSend(slug)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function end() {
    setBusy(true)
    setProblem(null)
    const done = await send('POST', '/end-broadcast')
    setBusy(false)
    if (!done.isDone) setProblem(done.problem)
  }

  return (
    <>
      <ConfirmButton
        look="danger"
        size="small"
        isBusy={isBusy}
        question={words('end.question')}
        consequence={words('end.consequence')}
        deed={words('end.button')}
        onConfirm={() => void end()}
      >
        {isBusy ? words('end.ending') : words('end.button')}
      </ConfirmButton>
      {problem && (
        <div className="w-full">
          <Notice tone="bad">{problem}</Notice>
        </div>
      )}
    </>
  )
}
