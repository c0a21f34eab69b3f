/** The audit log in the reader's language: it keeps acts, roles and what they were done to as codes. Pure. */

import { AUDIT_ACTIONS, AUDIT_DETAILS } from '@shoal/protocol/audit'
import { chatModeSchema } from '@shoal/protocol/chat'
import { p2pModeSchema } from '@shoal/protocol/p2p-mode'
import { privacySchema } from '@shoal/protocol/privacy'
import { roleSchema } from '@shoal/protocol/roles'
import { p2pConsentSchema, serverSettingsSchema, signUpSchema } from '@shoal/protocol/server-settings'
import { z } from 'zod'
import type { Namespace } from '../../i18n/catalogue.ts'
import { isLocale, LOCALE_NAMES, type Locale } from '../../i18n/locale-names.ts'
import type { getTranslations } from '../../i18n/request.ts'
import { formatDate } from '../../ui/dates.ts'

type Words<Name extends Namespace> = Awaited<ReturnType<typeof getTranslations<Name>>>
type Options = {
  words: Words<'settings'>
  accountWords: Words<'account'>
  studioWords: Words<'studio'>
  locale: Locale
}

const TARGETS = ['channel', 'account', 'invitation', 'key', 'token'] as const
const FIELDS = ['title', 'slug', 'about', 'picture'] as const

/** What a later version wrote, or nobody has words for, stays as it was written. */
export function createAuditWords({ words, accountWords, studioWords, locale }: Options) {
  const values = new Map<string, (value: unknown) => string | null>([
    ['role', oneOf(roleSchema, (role) => accountWords(`roles.${role}`))],
    ['privacy', oneOf(privacySchema, (privacy) => studioWords(`privacies.${privacy}`))],
    ['mode', oneOf(chatModeSchema, (mode) => studioWords(`chat.modes.${mode}`))],
    ['signUp', oneOf(signUpSchema, (signUp) => words(`server.signUpOptions.${signUp}`))],
    ['chatNames', oneOf(serverSettingsSchema.shape.chatNames, (names) => words(`server.chat.${names}`))],
    ['p2p.consent', oneOf(p2pConsentSchema, (consent) => words(`policy.consentOptions.${consent}`))],
    ['p2p.most', oneOf(z.enum(p2pModeSchema.options), (mode) => words(`policy.mostOptions.${mode}`))],
    ['fields', (value) => String(value).split(', ').map(field).join(', ')],
    ['locale', (value) => (isLocale(value) ? LOCALE_NAMES[value] : null)],
  ])
  function field(name: string): string {
    const known = FIELDS.find((one) => one === name)
    return known ? words(`audit.fields.${known}`) : name
  }
  const time = (at: Date) => words('audit.at', { time: formatDate(at, 'exact-moment', { locale, timeZone: 'UTC' }) })

  return {
    time,
    action(action: string): string {
      const known = AUDIT_ACTIONS.find((one) => one === action)
      return known ? words(`audit.actions.${known}`) : action.replaceAll('-', ' ')
    },
    target(target: string): string {
      if (target === 'server') return words('audit.targets.server')
      if (target === 'ticket-secret') return words('secrets.ticket')
      if (target === 'auth-secret') return words('secrets.auth')
      if (target === 'turn-secret') return words('secrets.turn')
      const kind = TARGETS.find((one) => target.startsWith(`${one} `))
      return kind ? words(`audit.targets.${kind}`, { name: target.slice(kind.length + 1) }) : target
    },
    detail(name: string): string {
      const known = AUDIT_DETAILS.find((one) => one === name)
      return known ? words(`audit.details.${known}`) : name
    },
    value(action: string, name: string, value: unknown): string {
      if (value === null) return '—'
      if (typeof value === 'boolean') return words(value ? 'audit.values.yes' : 'audit.values.no')
      if (value === 'command line') return words('audit.values.commandLine')
      const isRole = action === 'role-changed' && (name === 'from' || name === 'to')
      const said = values.get(isRole ? 'role' : name)?.(value)
      if (said) return said
      return z.iso.datetime().safeParse(value).success ? time(new Date(String(value))) : String(value)
    },
  }
}

function oneOf<Code>(schema: z.ZodType<Code>, say: (code: Code) => string): (value: unknown) => string | null {
  return (value) => {
    const code = schema.safeParse(value)
    return code.success ? say(code.data) : null
  }
}
