/** Asks for the link; what is said then is the same for every address. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import type { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { emailOnlySchema } from './account-schemas.ts'
import { isDone, useFieldProblem, useSentProblem } from './use-problem.ts'

export function LostPasswordForm() {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const [sentTo, setSentTo] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(emailOnlySchema), defaultValues: { email: '' } })
  const { errors, isSubmitting } = form.formState

  async function ask(values: z.output<typeof emailOnlySchema>) {
    setProblem(null)
    setSentTo(null)
    const sent = await sendJson('POST', '/api/v1/lost-password', values)
    if (isDone(sent)) setSentTo(values.email)
    else setProblem(explain(sent))
  }

  return (
    <form onSubmit={form.handleSubmit(ask)} noValidate className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('email')}
        type="email"
        autoComplete="username"
        error={say(errors.email)}
        {...form.register('email')}
      />
      <Button type="submit" isBusy={isSubmitting} className="w-full">
        {words(isSubmitting ? 'renewal.asking' : 'renewal.ask')}
      </Button>
      <div role="status">
        {sentTo !== null && (
          <Notice tone="good">
            <p>{words('renewal.sent', { email: sentTo })}</p>
          </Notice>
        )}
      </div>
    </form>
  )
}
