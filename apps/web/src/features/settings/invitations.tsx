/** Invitations: made, seen, withdrawn. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { type Role, roleSchema } from '@shoal/protocol/roles'
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
import { useDates } from '../../ui/use-dates.ts'
import { INVITATION_DAYS, newInvitationSchema } from '../account/account-schemas.ts'
import { isDone, useFieldProblem, useSentProblem } from '../account/use-problem.ts'

export type Invited = { id: string; role: Role; note: string; state: 'open' | 'used' | 'over'; whenMs: number }

const madeSchema = z.object({ url: z.string() })
const WHEN = { open: 'until', used: 'used', over: 'over' } as const

export function Invitations({ invitations }: { invitations: Invited[] }) {
  const words = useTranslations('settings.invitations')
  const people = useTranslations('settings.people')
  const roles = useTranslations('account.roles')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const router = useRouter()
  const [url, setUrl] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({
    resolver: zodResolver(newInvitationSchema),
    defaultValues: { role: 'viewer' as const, note: '', days: 7 },
  })
  const { errors, isSubmitting } = form.formState

  async function make(values: z.output<typeof newInvitationSchema>) {
    setProblem(null)
    setUrl(null)
    const sent = await sendJson('POST', '/api/v1/invitations', values)
    const made = isDone(sent) ? madeSchema.safeParse(sent.body) : null
    if (!made?.success) return setProblem(explain(sent))
    setUrl(made.data.url)
    form.reset()
    router.refresh()
  }

  async function withdraw(id: string) {
    const sent = await sendJson('DELETE', `/api/v1/invitations/${id}`)
    setProblem(isDone(sent) ? null : explain(sent))
    router.refresh()
  }

  return (
    <div className="space-y-5">
      <p className="text-ink-soft">{words('text')}</p>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {url && <CopyField label={words('link')} value={url} />}
      <form onSubmit={form.handleSubmit(make)} noValidate className="space-y-4">
        <Controller
          control={form.control}
          name="role"
          render={({ field }) => (
            <Select
              label={people('role')}
              value={field.value}
              onChange={field.onChange}
              options={roleSchema.options.map((role) => ({ value: role, label: roles(role) }))}
            />
          )}
        />
        <Field label={words('note')} hint={words('noteHint')} error={say(errors.note)} {...form.register('note')} />
        <Field
          label={words('days')}
          inputMode="numeric"
          error={errors.days && words('daysWrong', INVITATION_DAYS)}
          {...form.register('days', { setValueAs: (value: unknown) => Number(value) })}
        />
        <Button type="submit" isBusy={isSubmitting}>
          {words('make')}
        </Button>
      </form>
      {invitations.length === 0 ? (
        <p className="text-sm text-ink-soft">{words('none')}</p>
      ) : (
        <ul className="divide-y divide-line">
          {invitations.map((one) => (
            <InvitationItem key={one.id} invitation={one} onWithdraw={() => void withdraw(one.id)} />
          ))}
        </ul>
      )}
    </div>
  )
}

function InvitationItem({ invitation, onWithdraw }: { invitation: Invited; onWithdraw: () => void }) {
  const words = useTranslations('settings.invitations')
  const roles = useTranslations('account.roles')
  const date = useDates()
  const { role, note, state, whenMs } = invitation
  const when = date(whenMs, 'day')
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3">
      <div className="min-w-0">
        <p className="break-words">{note === '' ? roles(role) : words('for', { role: roles(role), note })}</p>
        <p className="text-sm text-ink-soft">{words(WHEN[state], { when })}</p>
      </div>
      {state === 'open' && (
        <Button
          look="quiet"
          size="small"
          aria-label={words('withdrawOf', { note: note === '' ? roles(role) : note })}
          onClick={onWithdraw}
        >
          {words('withdraw')}
        </Button>
      )}
    </li>
  )
}
