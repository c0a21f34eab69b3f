/** Why it did not work, in words: for fields, by what the schema says is wrong; for answers, by what the server says. */

'use client'

import type { FieldError } from 'react-hook-form'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import type { Sent } from '../../ui/send-json.ts'

/** Zod's own codes and ours (account-schemas.ts) → keys of `account.problems`. */
const FIELD_PROBLEMS = {
  'name-missing': 'name-missing',
  'email-wrong': 'email-wrong',
  'password-missing': 'password-missing',
  'password-short': 'password-short',
  'code-missing': 'code-missing',
  'code-wrong': 'code-wrong',
  'too-long': 'too-long',
} as const
const REFUSALS = [
  'wrong-password',
  'email-taken',
  'sign-up-closed',
  'invitation-over',
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

export function useFieldProblem() {
  const words = useTranslations('account')
  return (error: Pick<FieldError, 'type' | 'message'> | undefined): string | undefined => {
    if (!error) return undefined
    const ours = Object.values(FIELD_PROBLEMS).find((known) => known === error.message)
    if (ours) return words(`problems.${ours}`)
    if (error.type === 'too_small') return words('problems.too-low')
    if (error.type === 'too_big') return words('problems.too-high')
    return words('problems.wrong')
  }
}

export function useSentProblem() {
  const words = useTranslations('account')
  const ui = useTranslations('ui')
  return (sent: Sent): string => {
    if (sent.kind === 'unreachable') return ui('unreachable')
    const refusal = refusalSchema.safeParse(sent.body)
    if (refusal.success) return words(`problems.${refusal.data.error}`)
    if (sent.status === 429) return ui('tooMany')
    if (sent.status === 503) return ui('databaseAway')
    if (sent.status === 401 || sent.status === 403) return ui('notAllowed')
    return ui('failed')
  }
}

export function isDone(sent: Sent): sent is Sent & { kind: 'answered' } {
  return sent.kind === 'answered' && sent.status >= 200 && sent.status < 300
}
