/** One secret: what it is for, what a new one ends, and the button. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { isDone, useSentProblem } from '../account/use-problem.ts'

export function RotateSecret({ secret }: { secret: 'ticket' | 'auth' | 'turn' }) {
  const words = useTranslations('settings.secrets')
  const explain = useSentProblem()
  const [outcome, setOutcome] = useState<{ isDone: boolean; problem: string | null }>({ isDone: false, problem: null })

  async function rotate() {
    const sent = await sendJson('POST', `/api/v1/secrets/${secret}-secret/rotation`)
    // nobody is signed in any more
    if (isDone(sent) && secret === 'auth') return location.assign('/sign-in?next=/settings/secrets')
    setOutcome({ isDone: isDone(sent), problem: isDone(sent) ? null : explain(sent) })
  }

  return (
    <Card title={words(secret)}>
      <div className="space-y-4">
        <p className="text-ink-soft">{words(`${secret}Text`)}</p>
        {outcome.problem && <Notice tone="bad">{outcome.problem}</Notice>}
        {outcome.isDone && <Notice tone="good">{words('done')}</Notice>}
        <ConfirmButton
          look={secret === 'ticket' ? 'quiet' : 'danger'}
          question={words(`${secret}Ask`)}
          consequence={words(`${secret}Text`)}
          deed={words('rotate')}
          onConfirm={() => void rotate()}
        >
          {words('rotate')}
        </ConfirmButton>
      </div>
    </Card>
  )
}
