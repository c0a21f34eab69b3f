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
import { passwordOnlySchema } from './account-schemas.ts'
import { isDone, useFieldProblem, useSentProblem } from './use-problem.ts'

export function DeleteAccount() {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [isOpen, setOpen] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(passwordOnlySchema), defaultValues: { password: '' } })

  async function remove(values: z.output<typeof passwordOnlySchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/v1/account/deletion', values)
    if (isDone(sent)) return location.assign('/')
    setProblem(explain(sent))
  }

  return (
    <div className="space-y-4">
      <p className="text-ink-soft">{words('deletion.text')}</p>
      {isOpen ? (
        <form onSubmit={form.handleSubmit(remove)} noValidate className="space-y-4">
          {problem && <Notice tone="bad">{problem}</Notice>}
          <Field
            label={words('yourPassword')}
            type="password"
            autoComplete="current-password"
            error={say(form.formState.errors.password)}
            {...form.register('password')}
          />
          <Button type="submit" look="danger" disabled={form.formState.isSubmitting}>
            {words('deletion.do')}
          </Button>
        </form>
      ) : (
        <Button look="danger" onClick={() => setOpen(true)}>
          {words('deletion.do')}
        </Button>
      )}
    </div>
  )
}
