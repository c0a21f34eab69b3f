/** One account in the operator's list, and what can be done to it. */

'use client'

import { type Role, roleSchema } from '@shoal/protocol/roles'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { type Sent, sendJson } from '../../ui/send-json.ts'
import { useDates } from '../../ui/use-dates.ts'
import { isDone, useSentProblem } from '../account/use-problem.ts'

export type Person = {
  id: string
  name: string
  email: string
  role: Role
  isYou: boolean
  isBanned: boolean
  banReason: string | null
  lastSignInAtMs: number | null
  hasSecondFactor: boolean
  channels: string[]
}

const newPasswordSchema = z.object({ password: z.string() })

export function PersonItem({ person }: { person: Person }) {
  const words = useTranslations('settings.people')
  const roles = useTranslations('account.roles')
  const date = useDates()
  const router = useRouter()
  const explain = useSentProblem()
  const [problem, setProblem] = useState<string | null>(null)
  const [password, setPassword] = useState<string | null>(null)
  const { id, name } = person

  async function act(sending: Promise<Sent>) {
    setPassword(null)
    const sent = await sending
    setProblem(isDone(sent) ? null : explain(sent))
    if (!isDone(sent)) return
    const made = newPasswordSchema.safeParse(sent.body)
    if (made.success) setPassword(made.data.password)
    router.refresh()
  }
  const path = `/api/v1/people/${id}`
  const facts = [
    person.lastSignInAtMs === null
      ? words('neverSeen')
      : words('lastSeen', { when: date(person.lastSignInAtMs, 'day') }),
    person.hasSecondFactor ? words('twoFactor') : '',
    person.channels.length > 0 ? words('channels', { list: person.channels.map((slug) => `@${slug}`).join(', ') }) : '',
  ]

  return (
    <li className="space-y-4 px-5 py-4">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div className="min-w-0">
          <p className="font-medium break-words">
            <bdi>{name}</bdi>
            {person.isYou && <span className="font-normal text-ink-soft"> {words('you')}</span>}
          </p>
          <p className="text-sm break-all text-ink-soft">
            <bdi>{person.email}</bdi>
          </p>
          <p className="text-sm text-ink-soft">{facts.filter((fact) => fact !== '').join(' · ')}</p>
          {person.isBanned && (
            <p className="text-sm font-medium text-bad">
              {person.banReason ? words('bannedBecause', { reason: person.banReason }) : words('banned')}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-end gap-2">
          <div className="min-w-40">
            <Select
              label={words('roleOf', { name })}
              value={person.role}
              options={roleSchema.options.map((role) => ({ value: role, label: roles(role) }))}
              onChange={(role) => void act(sendJson('PATCH', path, { role }))}
            />
          </div>
          {!person.isYou && <Deeds person={person} onAct={(sending) => void act(sending)} />}
        </div>
      </div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      {password && <CopyField label={words('passwordOf', { name })} value={password} />}
    </li>
  )
}

function Deeds({ person, onAct }: { person: Person; onAct: (sending: Promise<Sent>) => void }) {
  const words = useTranslations('settings.people')
  const [reason, setReason] = useState('')
  const { name } = person
  const path = `/api/v1/people/${person.id}`
  const reasonField = (
    <label className="block">
      {words('banText')}
      <span className="mt-4 mb-1.5 block font-medium text-ink">{words('banReason')}</span>
      <input
        value={reason}
        maxLength={500}
        onChange={(event) => setReason(event.target.value)}
        className="min-h-11 w-full rounded-lg border border-line-strong bg-surface px-3 text-ink"
      />
    </label>
  )
  return (
    <>
      <ConfirmButton
        look="quiet"
        question={words('resetTitle', { name })}
        consequence={words('resetText')}
        deed={words('reset')}
        onConfirm={() => onAct(sendJson('POST', `${path}/password`))}
      >
        {words('reset')}
      </ConfirmButton>
      {person.isBanned ? (
        <Button look="quiet" onClick={() => onAct(sendJson('DELETE', `${path}/ban`))}>
          {words('unban')}
        </Button>
      ) : (
        <ConfirmButton
          look="danger"
          question={words('banTitle', { name })}
          consequence={reasonField}
          deed={words('ban')}
          onConfirm={() => onAct(sendJson('PUT', `${path}/ban`, { reason }))}
        >
          {words('ban')}
        </ConfirmButton>
      )}
      <ConfirmButton
        look="danger"
        question={words('deleteTitle', { name })}
        consequence={words('deleteText')}
        deed={words('delete')}
        onConfirm={() => onAct(sendJson('DELETE', path))}
      >
        {words('delete')}
      </ConfirmButton>
    </>
  )
}
