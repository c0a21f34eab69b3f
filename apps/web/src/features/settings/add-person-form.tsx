/** Makes an account for somebody; its password is shown once. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { roleSchema } from '@shoal/protocol/roles'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Controller, useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { newAccountSchema } from '../account/account-schemas.ts'
import { isDone, refusedField, useFieldProblem, useSentProblem } from '../account/use-problem.ts'

const madeSchema = z.object({ password: z.string() })

export function AddPersonForm() {
  const words = useTranslations('settings.people')
  const account = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const router = useRouter()
  const [made, setMade] = useState<{ name: string; password: string } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({
    resolver: zodResolver(newAccountSchema),
    defaultValues: { name: '', email: '', role: 'streamer' as const },
  })
  const { errors, isSubmitting } = form.formState

  async function add(values: z.output<typeof newAccountSchema>) {
    setProblem(null)
    setMade(null)
    const sent = await sendJson('POST', '/api/v1/people', values)
    const refused = refusedField(sent)
    if (refused?.field === 'email') return form.setError('email', refused.error, { shouldFocus: true })
    const answer = isDone(sent) ? madeSchema.safeParse(sent.body) : null
    if (!answer?.success) return setProblem(explain(sent))
    setMade({ name: values.name, password: answer.data.password })
    form.reset()
    router.refresh()
  }

  return (
    <form onSubmit={form.handleSubmit(add)} noValidate className="space-y-4">
      <p className="text-ink-soft">{words('addText')}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {made && <CopyField label={words('passwordOf', { name: made.name })} value={made.password} />}
      <Field label={account('name')} autoComplete="off" error={say(errors.name)} {...form.register('name')} />
      <Field
        label={account('email')}
        type="email"
        autoComplete="off"
        error={say(errors.email)}
        {...form.register('email')}
      />
      <Controller
        control={form.control}
        name="role"
        render={({ field }) => (
          <Select
            label={words('role')}
            value={field.value}
            onChange={field.onChange}
            options={roleSchema.options.map((role) => ({ value: role, label: account(`roles.${role}`) }))}
          />
        )}
      />
      <Button type="submit" isBusy={isSubmitting}>
        {words('addDo')}
      </Button>
    </form>
  )
}
