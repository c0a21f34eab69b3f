/** Why it did not work, in words: for fields, by what the schema says is wrong; for answers, by what the server says. */

'use client'

import type { FieldError } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import type { Sent } from '../../ui/send-json.ts'
import { useTooMany } from '../../ui/use-too-many.ts'

/** Of account-schemas.ts, and what the server refuses of a field. Each is a key of `account.problems`. */
const FIELD_PROBLEMS = [
  ...(['name-missing', 'email-wrong', 'email-taken', 'password-missing', 'password-short', 'wrong-password'] as const),
  ...(['code-missing', 'code-wrong', 'code-refused', 'too-long'] as const),
]
const REFUSALS = [
  'wrong-password',
  'email-taken',
  'sign-up-closed',
  'invitation-over',
  'link-over',
  'has-channels',
  'last-operator',
  'yourself',
  'unknown-account',
  'read-only',
  'picture-too-large',
  'not-a-picture',
  'is-animated',
  'too-many-pixels',
  'too-small',
] as const

const refusalSchema = z.object({ error: z.enum(REFUSALS) })
const FIELD_OF = { 'email-taken': 'email', 'wrong-password': 'password' } as const
const fieldRefusalSchema = z.object({ error: z.enum(['email-taken', 'wrong-password']) })

export function useFieldProblem() {
  const words = useTranslations('account')
  return (error: Pick<FieldError, 'message'> | undefined): string | undefined => {
    if (!error) return undefined
    return words(`problems.${FIELD_PROBLEMS.find((known) => known === error.message) ?? 'wrong'}`)
  }
}

export function useSentProblem() {
  const words = useTranslations('account')
  const ui = useTranslations('ui')
  const tooMany = useTooMany()
  return (sent: Sent): string => {
    if (sent.kind === 'unreachable') return ui('unreachable')
    const refusal = refusalSchema.safeParse(sent.body)
    if (refusal.success) return words(`problems.${refusal.data.error}`)
    const wait = tooMany(sent)
    if (wait !== null) return wait
    if (sent.status === 503) return ui('databaseAway')
    if (sent.status === 401 || sent.status === 403) return ui('notAllowed')
    return ui('failed')
  }
}

/** Where the answer is about one field: it is said beside that. */
export function refusedField(sent: Sent): { field: 'email' | 'password'; error: { message: string } } | null {
  const refusal = sent.kind === 'answered' ? fieldRefusalSchema.safeParse(sent.body).data : undefined
  return refusal ? { field: FIELD_OF[refusal.error], error: { message: refusal.error } } : null
}

export function isDone(sent: Sent): sent is Sent & { kind: 'answered' } {
  return sent.kind === 'answered' && sent.status >= 200 && sent.status < 300
}
