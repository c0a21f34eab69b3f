import { AUDIT_ACTIONS } from '@shoal/protocol/audit'
import { createTranslator } from 'use-intl/core'
import { expect, it } from 'vitest'
import { allMessages } from '../../i18n/catalogue.ts'
import { createAuditWords } from './audit-words.ts'

const [locale, timeZone] = ['de', 'UTC'] as const
const messages = allMessages(locale)
const say = createAuditWords({
  words: createTranslator({ locale, timeZone, messages, namespace: 'settings' }),
  accountWords: createTranslator({ locale, timeZone, messages, namespace: 'account' }),
  studioWords: createTranslator({ locale, timeZone, messages, namespace: 'studio' }),
  locale,
})

it('says what something was done to in the language of who reads', () => {
  const targets = [
    'channel harbour',
    'account Ben <b>',
    'token my token',
    'server',
    'ticket-secret',
    'of a later version',
  ]
  expect(targets.map(say.target)).toEqual([
    ...['Kanal harbour', 'Konto von Ben <b>', 'Zugangstoken my token', 'Server', 'Ticket-Geheimnis'],
    'of a later version',
  ])
})

it('says roles, doors and choices in it too, and leaves names as they are', () => {
  expect(say.value('role-changed', 'to', 'moderator')).toBe('Moderator')
  expect(say.value('key-renamed', 'to', 'moderator')).toBe('moderator')
  expect(say.value('broadcast-changed', 'privacy', 'unlisted')).toBe('Nicht gelistet')
  expect(say.value('settings-changed', 'p2p.most', 'receive-only')).toBe('Nur empfangen')
  expect(say.value('channel-changed', 'fields', 'title, slug, later')).toBe('Titel, Adresse, later')
  expect(say.value('settings-changed', 'locale', 'ar')).toBe('العربية')
  expect(say.value('settings-changed', 'signUp', 'later')).toBe('later')
  for (const action of AUDIT_ACTIONS) expect(say.action(action)).not.toBe('')
})
