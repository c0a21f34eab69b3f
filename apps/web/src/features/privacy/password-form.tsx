/** Asks for a broadcast's password, and loads the page again once it is right. */

'use client'

import { type SubmitEvent, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { useTooMany } from '../../ui/use-too-many.ts'

type Problem = 'wrong' | 'notAsked' | 'unreachable' | 'failed'

export function PasswordForm({ slug, broadcastId }: { slug: string; broadcastId: string | null }) {
  const t = useTranslations('privacy')
  const tooMany = useTooMany()
  const [problem, setProblem] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)

  async function open(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault()
    const field = event.currentTarget.elements.namedItem('password')
    const password = field instanceof HTMLInputElement ? field.value : ''
    setSending(true)
    setProblem(null)
    const broadcast = broadcastId === null ? {} : { broadcast: broadcastId }
    const sent = await sendJson('POST', `/api/v1/channels/${encodeURIComponent(slug)}/password`, {
      password,
      ...broadcast,
    })
    if (sent.kind === 'answered' && sent.status === 204) return location.reload()
    setProblem(tooMany(sent) ?? t(`password.${problemOf(sent)}`))
    setSending(false)
    if (field instanceof HTMLInputElement) field.select()
  }

  return (
    <form onSubmit={open} className="mt-8 space-y-5">
      <Field
        label={t('password.label')}
        name="password"
        type="password"
        autoComplete="off"
        maxLength={256}
        required
        error={problem ?? undefined}
      />
      <Button type="submit" isBusy={isSending} className="w-full">
        {t(isSending ? 'password.submitting' : 'password.submit')}
      </Button>
    </form>
  )
}

function problemOf(sent: Sent): Problem {
  if (sent.kind === 'unreachable') return 'unreachable'
  if (sent.status === 403 || sent.status === 400) return 'wrong'
  return sent.status === 409 ? 'notAsked' : 'failed'
}
