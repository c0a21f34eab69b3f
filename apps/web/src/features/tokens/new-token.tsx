/** The form that makes a personal access token. */

'use client'

import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { type Scope, scopeSchema } from '../../server/scopes.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { SelectBox } from '../../ui/select-box.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { useTooMany } from '../../ui/use-too-many.ts'
import { madeTokenSchema, newTokenSchema } from './token-schemas.ts'

const DAYS = [7, 30, 90, 365]
/** In the message catalogue. */
type KeyOf<S extends string> = S extends `${infer Part}:${infer Act}` ? `${Part}_${Act}` : never

export function NewToken({ onMade, onCancel }: { onMade: (token: string) => void; onCancel: () => void }) {
  const words = useTranslations('notifications.tokens')
  const tooMany = useTooMany()
  const [name, setName] = useState('')
  const [scopes, setScopes] = useState<Scope[]>(['channels:read', 'broadcasts:read'])
  const [days, setDays] = useState<number | null>(90)
  const [isTried, setTried] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const wanted = newTokenSchema.safeParse({ name, scopes, expiresInDays: days })
  const wrong = (field: string) => isTried && wanted.error?.issues.some(({ path }) => path[0] === field)

  async function make(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    setProblem(null)
    if (!wanted.success) return
    setBusy(true)
    const sent = await sendJson('POST', '/api/v1/account/tokens', wanted.data)
    setBusy(false)
    const made = sent.kind === 'answered' && sent.status === 201 ? madeTokenSchema.safeParse(sent.body) : null
    if (made?.success) return onMade(made.data.token)
    const isFull = sent.kind === 'answered' && sent.status === 409
    setProblem(tooMany(sent) ?? words(isFull ? 'tooMany' : 'failed'))
  }

  return (
    <form onSubmit={make} noValidate className="space-y-5 rounded-xl border border-line p-4">
      <Field
        label={words('name')}
        autoFocus
        hint={words('nameHint')}
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={60}
        error={wrong('name') ? words('nameError') : undefined}
      />
      <fieldset>
        <legend className="mb-1.5 font-medium">{words('scopes')}</legend>
        {scopeSchema.options.map((scope) => (
          <TickBox
            key={scope}
            label={scope}
            hint={words(`scope.${scope.replace(':', '_') as KeyOf<Scope>}`)}
            checked={scopes.includes(scope)}
            onChange={(isOn) => setScopes(isOn ? [...scopes, scope] : scopes.filter((one) => one !== scope))}
          />
        ))}
        {wrong('scopes') && <p className="mt-1.5 text-sm text-bad">{words('scopesError')}</p>}
      </fieldset>
      <div>
        <label htmlFor="token-expiry" className="mb-1.5 block font-medium">
          {words('expires')}
        </label>
        <SelectBox
          id="token-expiry"
          value={days ?? ''}
          onChange={(event) => setDays(event.target.value === '' ? null : Number(event.target.value))}
          className="max-w-60"
        >
          {DAYS.map((count) => (
            <option key={count} value={count}>
              {words('days', { count })}
            </option>
          ))}
          <option value="">{words('never')}</option>
        </SelectBox>
      </div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <div className="flex flex-wrap gap-3">
        <Button type="submit" isBusy={isBusy}>
          {words('create')}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {words('cancel')}
        </Button>
      </div>
    </form>
  )
}
