/** The end of an account, by its owner. */

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
import { useInPlace } from '../../ui/use-in-place.ts'
import { passwordOnlySchema } from './account-schemas.ts'
import { isDone, refusedField, useFieldProblem, useSentProblem } from './use-problem.ts'

export function DeleteAccount() {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const asking = useInPlace()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(passwordOnlySchema), defaultValues: { password: '' } })

  async function remove(values: z.output<typeof passwordOnlySchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/v1/account/deletion', values)
    if (isDone(sent)) return location.assign('/')
    const refused = refusedField(sent)
    if (refused?.field === 'password') form.setError('password', refused.error, { shouldFocus: true })
    else setProblem(explain(sent))
  }

  return (
    <div className="space-y-4">
      <p className="text-ink-soft">{words('deletion.text')}</p>
      {asking.isOpen ? (
        <form onSubmit={form.handleSubmit(remove)} noValidate className="space-y-4">
          {problem && <Notice tone="bad">{problem}</Notice>}
          <Field
            label={words('yourPassword')}
            type="password"
            autoComplete="current-password"
            autoFocus
            error={say(form.formState.errors.password)}
            {...form.register('password')}
          />
          <Button type="submit" look="danger" isBusy={form.formState.isSubmitting}>
            {words('deletion.do')}
          </Button>
        </form>
      ) : (
        <Button look="danger" {...asking.opener}>
          {words('deletion.do')}
        </Button>
      )}
    </div>
  )
}
