/** A code from an app beside the password: set up with a QR code and tried once, then asked for at each sign-in. */

'use client'

import { zodResolver } from '@hookform/resolvers/zod'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useInPlace } from '../../ui/use-in-place.ts'
import { codeSchema, passwordOnlySchema } from './account-schemas.ts'
import { QrCode } from './qr-code.tsx'
import { useFieldProblem, useSentProblem } from './use-problem.ts'

const setupSchema = z.object({ totpURI: z.string().startsWith('otpauth://'), backupCodes: z.array(z.string()) })
const codesSchema = z.object({ backupCodes: z.array(z.string()) })
type Setup = z.infer<typeof setupSchema>

export function SecondFactor({ isOn, serverName }: { isOn: boolean; serverName: string }) {
  const words = useTranslations('account.secondFactor')
  const router = useRouter()
  const [setup, setSetup] = useState<Setup | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [isBack, setBack] = useState(false)

  function finish(newCodes: string[] | null) {
    setSetup(null)
    setCodes(newCodes)
    router.refresh()
  }

  function cancel() {
    setSetup(null)
    setBack(true)
  }

  if (setup) return <TryCode setup={setup} onDone={() => finish(setup.backupCodes)} onCancel={cancel} />
  return (
    <div className="space-y-5">
      <p className="text-ink-soft">{words(isOn ? 'isOn' : 'isOff')}</p>
      {codes && <BackupCodes codes={codes} />}
      {isOn ? (
        <>
          <PasswordStep
            deed={words('newCodes')}
            path="/api/auth/two-factor/generate-backup-codes"
            onAnswer={(body) => {
              const made = codesSchema.safeParse(body)
              if (made.success) setCodes(made.data.backupCodes)
            }}
          />
          <PasswordStep
            deed={words('turnOff')}
            look="danger"
            path="/api/auth/two-factor/disable"
            onAnswer={() => finish(null)}
          />
        </>
      ) : (
        <PasswordStep
          deed={words('turnOn')}
          hasFocus={isBack}
          path="/api/auth/two-factor/enable"
          more={{ issuer: serverName }}
          onAnswer={(body) => {
            const made = setupSchema.safeParse(body)
            if (made.success) setSetup(made.data)
          }}
        />
      )}
    </div>
  )
}

type PasswordStepProps = {
  deed: string
  look?: 'quiet' | 'danger'
  path: string
  more?: object
  /** It comes back in place of what had the focus. */
  hasFocus?: boolean
  onAnswer: (body: unknown) => void
}

/** The password is asked for once more: somebody at an open laptop does not get further. */
function PasswordStep({ deed, look = 'quiet', path, more, hasFocus = false, onAnswer }: PasswordStepProps) {
  const words = useTranslations('account')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const asking = useInPlace()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(passwordOnlySchema), defaultValues: { password: '' } })
  const { errors, isSubmitting } = form.formState

  async function send(values: z.output<typeof passwordOnlySchema>) {
    setProblem(null)
    const sent = await sendJson('POST', path, { ...values, ...more })
    if (sent.kind === 'answered' && sent.status === 400) {
      return form.setError('password', { message: 'wrong-password' }, { shouldFocus: true })
    }
    if (sent.kind !== 'answered' || sent.status !== 200) return setProblem(explain(sent))
    form.reset()
    asking.close()
    onAnswer(sent.body)
  }

  if (!asking.isOpen) {
    const { onClick, autoFocus } = asking.opener
    return (
      <Button look={look} onClick={onClick} autoFocus={autoFocus || hasFocus} className="me-3">
        {deed}
      </Button>
    )
  }
  return (
    <form onSubmit={form.handleSubmit(send)} noValidate className="space-y-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Field
        label={words('yourPassword')}
        type="password"
        autoComplete="current-password"
        autoFocus
        error={say(errors.password)}
        {...form.register('password')}
      />
      <Button type="submit" look={look} isBusy={isSubmitting}>
        {deed}
      </Button>
    </form>
  )
}

function TryCode({ setup, onDone, onCancel }: { setup: Setup; onDone: () => void; onCancel: () => void }) {
  const words = useTranslations('account')
  const ui = useTranslations('ui')
  const say = useFieldProblem()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const form = useForm({ resolver: zodResolver(codeSchema), defaultValues: { code: '' } })
  const { errors, isSubmitting } = form.formState

  async function verify({ code }: z.output<typeof codeSchema>) {
    setProblem(null)
    const sent = await sendJson('POST', '/api/auth/two-factor/verify-totp', { code: code.replace(/\s/g, '') })
    if (sent.kind === 'answered' && sent.status === 200) return onDone()
    if (sent.kind === 'answered' && sent.status === 401) {
      return form.setError('code', { message: 'code-refused' }, { shouldFocus: true })
    }
    setProblem(explain(sent))
  }

  return (
    <div className="space-y-5">
      <p>{words('secondFactor.scan')}</p>
      <QrCode text={setup.totpURI} label={words('secondFactor.qr')} />
      <CopyField
        label={words('secondFactor.byHand')}
        value={new URL(setup.totpURI).searchParams.get('secret') ?? setup.totpURI}
      />
      <form onSubmit={form.handleSubmit(verify)} noValidate className="space-y-4">
        {problem && <Notice tone="bad">{problem}</Notice>}
        <Field
          label={words('signIn.code')}
          hint={words('secondFactor.tryHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          dir="ltr"
          error={say(errors.code)}
          {...form.register('code')}
        />
        <div className="flex gap-3">
          <Button type="submit" isBusy={isSubmitting}>
            {words('secondFactor.confirm')}
          </Button>
          <Button look="quiet" onClick={onCancel}>
            {ui('cancel')}
          </Button>
        </div>
      </form>
    </div>
  )
}

function BackupCodes({ codes }: { codes: string[] }) {
  const words = useTranslations('account.secondFactor')
  return (
    <Notice tone="warn">
      <p className="font-medium">{words('codesTitle')}</p>
      <p>{words('codesText')}</p>
      <ul dir="ltr" className="grid grid-cols-2 gap-x-6 gap-y-1 pt-2 font-mono text-sm">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
    </Notice>
  )
}
