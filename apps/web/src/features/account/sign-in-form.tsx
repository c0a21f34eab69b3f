/** E-mail and password, and a code where the account asks for one; then on to the page that asked for it. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { roleSchema } from '@shoal/protocol/roles'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { codeSchema, emailSchema, passwordSchema } from './account-schemas.ts'
import { startPath } from './next-path.ts'
import { useFieldProblem, useSentProblem } from './use-problem.ts'

const credentialsSchema = z.object({ email: emailSchema, password: passwordSchema })
const asksForCodeSchema = z.object({ twoFactorRedirect: z.literal(true) })
const signedInSchema = z.object({ user: z.object({ role: roleSchema }) })

export function SignInForm({ next }: { next: string | null }) {
  const [asksForCode, setAsksForCode] = useState(false)
  const leave = (sent: Sent & { kind: 'answered' }) => {
    const known = signedInSchema.safeParse(sent.body)
    location.assign(next ?? startPath(known.success ? known.data.user.role : 'viewer'))
  }
  return asksForCode ? (
    <CodeForm onSignedIn={leave} onBack={() => setAsksForCode(false)} />
  ) : (
    <PasswordForm onSignedIn={leave} onCodeWanted={() => setAsksForCode(true)} />
  )
}

type SignedIn = (sent: Sent & { kind: 'answered' }) => void

function PasswordForm({ onSignedIn, onCodeWanted }: { onSignedIn: SignedIn; onCodeWanted: () => void }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(credentialsSchema), defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting } = form.formState

  async function signIn(values: z.output<typeof credentialsSchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/auth/sign-in/email', values)
    if (sent.kind === 'answered' && sent.status === 200) {
      return asksForCodeSchema.safeParse(sent.body).success ? onCodeWanted() : onSignedIn(sent)
    }
    setProblem(reasonOf(sent))
  }

  function reasonOf(sent: Sent): string {
    if (sent.kind === 'answered' && (sent.status === 401 || sent.status === 400)) return words('signIn.wrong')
    if (sent.kind === 'answered' && sent.status === 403) {
      const isBanned = z.object({ code: z.literal('BANNED') }).safeParse(sent.body).success
      return words(isBanned ? 'signIn.banned' : 'signIn.unknownAddress')
    }
    return explain(sent)
  }

  return (
    <form onSubmit={form.handleSubmit(signIn)} noValidate className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('email')}
        type="email"
        autoComplete="username"
        error={say(errors.email)}
        {...form.register('email')}
      />
      <Field
        label={words('password')}
        type="password"
        autoComplete="current-password"
        error={say(errors.password)}
        {...form.register('password')}
      />
      <Button type="submit" isBusy={isSubmitting} className="w-full">
        {words(isSubmitting ? 'signIn.doing' : 'signIn.do')}
      </Button>
    </form>
  )
}

function CodeForm({ onSignedIn, onBack }: { onSignedIn: SignedIn; onBack: () => void }) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [isBackup, setBackup] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(codeSchema), defaultValues: { code: '' } })
  const { errors, isSubmitting } = form.formState

  async function verify({ code }: z.output<typeof codeSchema>) {
    setProblem(null)
    const path = isBackup ? 'verify-backup-code' : 'verify-totp'
    const sent = await sendJson('POST', `/api/auth/two-factor/${path}`, {
      code: isBackup ? code : code.replace(/\s/g, ''),
    })
    if (sent.kind === 'answered' && sent.status === 200) return onSignedIn(sent)
    const isWrong = sent.kind === 'answered' && sent.status === 401
    if (isWrong) form.setError('code', { message: 'code-refused' }, { shouldFocus: true })
    else setProblem(explain(sent))
  }

  return (
    <form onSubmit={form.handleSubmit(verify)} noValidate className="space-y-5">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        key={isBackup ? 'backup' : 'totp'}
        label={words(isBackup ? 'signIn.backupCode' : 'signIn.code')}
        hint={words(isBackup ? 'signIn.backupHint' : 'signIn.codeHint')}
        inputMode={isBackup ? 'text' : 'numeric'}
        autoComplete="one-time-code"
        autoFocus
        dir="ltr"
        error={say(errors.code)}
        {...form.register('code')}
      />
      <Button type="submit" isBusy={isSubmitting} className="w-full">
        {words(isSubmitting ? 'signIn.doing' : 'signIn.do')}
      </Button>
      <div className="flex flex-wrap justify-between gap-2">
        <Button look="quiet" size="small" onClick={() => setBackup(!isBackup)}>
          {words(isBackup ? 'signIn.useApp' : 'signIn.useBackup')}
        </Button>
        <Button look="quiet" size="small" onClick={onBack}>
          {words('signIn.back')}
        </Button>
      </div>
    </form>
  )
}
