/** Makes an account: with an invitation, or where the server is open to everybody. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { roleSchema } from '@shoal/protocol/roles'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { signUpFormSchema } from './account-schemas.ts'
import { startPath } from './next-path.ts'
import { isDone, refusedField, useFieldProblem, useSentProblem } from './use-problem.ts'

export function SignUpForm({ invitation }: { invitation?: string }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({
    resolver: zodResolver(signUpFormSchema),
    defaultValues: { name: '', email: '', password: '' },
  })
  const { errors, isSubmitting } = form.formState

  async function signUp(values: z.output<typeof signUpFormSchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/v1/sign-up', { ...values, ...(invitation && { invitation }) })
    const refused = refusedField(sent)
    if (refused) return form.setError(refused.field, refused.error, { shouldFocus: true })
    if (!isDone(sent)) return setProblem(explain(sent))
    const made = z.object({ role: roleSchema }).safeParse(sent.body)
    location.assign(startPath(made.success ? made.data.role : 'viewer'))
  }

  return (
    <form onSubmit={form.handleSubmit(signUp)} noValidate className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('name')}
        hint={words('nameHint')}
        autoComplete="nickname"
        error={say(errors.name)}
        {...form.register('name')}
      />
      <Field
        label={words('email')}
        hint={words('emailHint')}
        type="email"
        autoComplete="username"
        error={say(errors.email)}
        {...form.register('email')}
      />
      <Field
        label={words('password')}
        hint={words('passwordHint', { least: MIN_PASSWORD_LENGTH })}
        type="password"
        autoComplete="new-password"
        error={say(errors.password)}
        {...form.register('password')}
      />
      <Button type="submit" isBusy={isSubmitting} className="w-full">
        {words(isSubmitting ? 'signUp.doing' : 'signUp.do')}
      </Button>
    </form>
  )
}
