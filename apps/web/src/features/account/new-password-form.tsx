/** The new password, for whoever has the link of an e-mail. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import type { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { newPasswordFormSchema } from './account-schemas.ts'
import { isDone, useFieldProblem, useSentProblem } from './use-problem.ts'

/** The button that was pressed is gone. */
const focusOn = (element: HTMLElement | null) => element?.focus()

export function NewPasswordForm({ token }: { token: string }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const [isSet, setSet] = useState(false)
  const form = useForm({ resolver: zodResolver(newPasswordFormSchema), defaultValues: { newPassword: '' } })
  const { errors, isSubmitting } = form.formState

  async function renew({ newPassword }: z.output<typeof newPasswordFormSchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/v1/new-password', { token, newPassword })
    if (isDone(sent)) setSet(true)
    else setProblem(explain(sent))
  }

  if (isSet) {
    return (
      <div role="status">
        <Notice tone="good">
          <p>{words('renewal.done')}</p>
          <p>
            <Link href="/sign-in" ref={focusOn} className="text-sea underline underline-offset-4">
              {words('signIn.do')}
            </Link>
          </p>
        </Notice>
      </div>
    )
  }
  return (
    <form onSubmit={form.handleSubmit(renew)} noValidate className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('newPassword')}
        hint={words('passwordHint', { least: MIN_PASSWORD_LENGTH })}
        type="password"
        autoComplete="new-password"
        error={say(errors.newPassword)}
        {...form.register('newPassword')}
      />
      <Button type="submit" isBusy={isSubmitting} className="w-full">
        {words('renewal.do')}
      </Button>
    </form>
  )
}
