/** Ends e-mails about a channel with the link from one of them; a press is asked for, because programs open links. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'

export function UnsubscribeForm({ query }: { query: string }) {
  const words = useTranslations('notifications.unsubscribe')
  const [outcome, setOutcome] = useState<'asked' | 'sending' | 'done' | 'wrongLink' | 'failed'>('asked')

  async function end() {
    setOutcome('sending')
    const sent = await sendJson('POST', `/api/v1/unsubscribe?${query}`)
    if (sent.kind === 'unreachable') return setOutcome('failed')
    if (sent.status === 204) return setOutcome('done')
    setOutcome(sent.status === 403 || sent.status === 400 ? 'wrongLink' : 'failed')
  }

  if (outcome === 'done') return <Notice tone="good">{words('done')}</Notice>
  return (
    <>
      <p>{words('ask')}</p>
      {(outcome === 'wrongLink' || outcome === 'failed') && <Notice tone="bad">{words(outcome)}</Notice>}
      <Button onClick={end} isBusy={outcome === 'sending'}>
        {words('button')}
      </Button>
    </>
  )
}
