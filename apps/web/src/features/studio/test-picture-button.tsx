/** Sends the server's own test picture to the channel, and stops it. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export function TestPictureButton() {
  const { slug, studio } = useStudio()
  const words = useTranslations('studio')
  const send = useSend(slug)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { state } = studio.channel
  const isOver = state === 'ended' || state === 'offline'
  if (!isOver && !studio.isTestPicture && problem === null) return null

  async function ask(method: 'POST' | 'DELETE') {
    setBusy(true)
    setProblem(null)
    const done = await send(method, '/test-picture')
    setBusy(false)
    if (!done.isDone) setProblem(done.problem)
  }

  return (
    <div className="mt-4 space-y-3 border-t border-line pt-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {studio.isTestPicture && !isOver ? (
        <>
          <p className="text-sm text-ink-soft">{words('test.runs')}</p>
          <Button look="quiet" size="small" isBusy={isBusy} onClick={() => void ask('DELETE')}>
            {isBusy ? words('test.stopping') : words('test.stop')}
          </Button>
        </>
      ) : (
        isOver && (
          <>
            <p className="text-sm text-ink-soft">{words('test.hint')}</p>
            <Button look="quiet" size="small" isBusy={isBusy} onClick={() => void ask('POST')}>
              {isBusy ? words('test.starting') : words('test.start')}
            </Button>
          </>
        )
      )}
    </div>
  )
}
