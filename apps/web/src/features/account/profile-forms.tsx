/** Name, e-mail, password and language: each saved by itself. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { useRouter } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { type FieldValues, type UseFormReturn, useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { LOCALE_NAMES, LOCALES, type Locale } from '../../i18n/locale-names.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { emailChangeSchema, passwordChangeSchema, profileSchema } from './account-schemas.ts'
import { isDone, refusedField, useFieldProblem, useSentProblem } from './use-problem.ts'

/** Sends, and remembers how it went. */
function useSaving() {
  const router = useRouter()
  const explain = useSentProblem()
  const [outcome, setOutcome] = useState<{ isSaved: boolean; problem: string | null }>({
    isSaved: false,
    problem: null,
  })
  /** `blame` says what is about one field beside that, and whether there was anything. */
  async function save(sending: Promise<Sent>, blame: (sent: Sent) => boolean = () => false): Promise<boolean> {
    setOutcome({ isSaved: false, problem: null })
    const sent = await sending
    const isSaved = isDone(sent)
    setOutcome({ isSaved, problem: isSaved || blame(sent) ? null : explain(sent) })
    if (isSaved) router.refresh()
    return isSaved
  }
  return { ...outcome, save }
}

type SavingFormProps<Values extends FieldValues> = {
  form: UseFormReturn<Values, unknown, Values>
  outcome: { isSaved: boolean; problem: string | null }
  onSave: (values: Values) => Promise<unknown>
  deed?: string
  children: ReactNode
}

function SavingForm<Values extends FieldValues>({ form, outcome, onSave, deed, children }: SavingFormProps<Values>) {
  const ui = useTranslations('ui')
  const { isSubmitting } = form.formState
  return (
    <form onSubmit={form.handleSubmit(onSave)} noValidate className="space-y-4">
      {outcome.problem && <Notice tone="bad">{outcome.problem}</Notice>}
      {children}
      <div className="flex items-center gap-4">
        <Button type="submit" look="quiet" isBusy={isSubmitting}>
          {isSubmitting ? ui('saving') : (deed ?? ui('save'))}
        </Button>
        <span aria-live="polite" className="text-sm text-ink-soft">
          {outcome.isSaved ? ui('saved') : ''}
        </span>
      </div>
    </form>
  )
}

export function NameForm({ name }: { name: string }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const saving = useSaving()
  const form = useForm({ resolver: zodResolver(profileSchema), defaultValues: { name } })
  return (
    <SavingForm
      form={form}
      outcome={saving}
      onSave={(values) => saving.save(sendJson('PATCH', '/api/v1/account', values))}
    >
      <Field
        label={words('name')}
        hint={words('nameHint')}
        autoComplete="nickname"
        error={say(form.formState.errors.name)}
        {...form.register('name')}
      />
    </SavingForm>
  )
}

export function EmailForm({ email }: { email: string }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const saving = useSaving()
  const form = useForm({ resolver: zodResolver(emailChangeSchema), defaultValues: { email, password: '' } })
  const { errors } = form.formState
  const blame = (sent: Sent) => {
    const refused = refusedField(sent)
    if (refused) form.setError(refused.field, refused.error, { shouldFocus: true })
    return refused !== null
  }
  return (
    <SavingForm
      form={form}
      outcome={saving}
      onSave={async (values) => {
        const isSaved = await saving.save(sendJson('PUT', '/api/v1/account/email', values), blame)
        if (isSaved) form.reset({ email: values.email, password: '' })
      }}
    >
      <Field
        label={words('email')}
        type="email"
        autoComplete="email"
        error={say(errors.email)}
        {...form.register('email')}
      />
      <Field
        label={words('yourPassword')}
        type="password"
        autoComplete="current-password"
        error={say(errors.password)}
        {...form.register('password')}
      />
    </SavingForm>
  )
}

export function PasswordChangeForm() {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const saving = useSaving()
  const empty = { currentPassword: '', newPassword: '' }
  const form = useForm({ resolver: zodResolver(passwordChangeSchema), defaultValues: empty })
  const { errors } = form.formState
  const blame = (sent: Sent) => {
    const isWrong = sent.kind === 'answered' && sent.status === 400
    if (isWrong) form.setError('currentPassword', { message: 'wrong-password' }, { shouldFocus: true })
    return isWrong
  }
  return (
    <SavingForm
      form={form}
      outcome={saving}
      deed={words('changePassword')}
      onSave={async (values) => {
        const body = { ...values, revokeOtherSessions: true }
        if (await saving.save(sendJson('POST', '/api/auth/change-password', body), blame)) form.reset(empty)
      }}
    >
      <Field
        label={words('yourPassword')}
        type="password"
        autoComplete="current-password"
        error={say(errors.currentPassword)}
        {...form.register('currentPassword')}
      />
      <Field
        label={words('newPassword')}
        hint={words('newPasswordHint', { least: MIN_PASSWORD_LENGTH })}
        type="password"
        autoComplete="new-password"
        error={say(errors.newPassword)}
        {...form.register('newPassword')}
      />
    </SavingForm>
  )
}

export function LanguageForm({ locale }: { locale: Locale }) {
  const words = useTranslations('account')
  const saving = useSaving()
  return (
    <div className="space-y-3">
      {saving.problem && <Notice tone="bad">{saving.problem}</Notice>}
      <Select
        label={words('language')}
        hint={words('languageHint')}
        value={locale}
        options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
        onChange={(value) => void saving.save(sendJson('PATCH', '/api/v1/account', { locale: value }))}
      />
    </div>
  )
}
