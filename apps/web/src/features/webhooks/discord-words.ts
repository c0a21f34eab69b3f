/** The words of Discord messages, in the server's language: a crowd reads them, and has no one browser to ask. */

import { createTranslator } from 'use-intl/core'
import { allMessages } from '../../i18n/catalogue.ts'
import type { Locale } from '../../i18n/locale-names.ts'
import { serverSettings } from '../../server/settings.ts'
import type { DiscordWords } from './delivery-body.ts'
import { eventKey } from './event-key.ts'

export async function discordWords(): Promise<DiscordWords> {
  const { locale } = await serverSettings()
  return discordWordsIn(locale)
}

export function discordWordsIn(locale: Locale): DiscordWords {
  const words = createTranslator({ locale, messages: allMessages(locale), namespace: 'notifications.discord' })
  return (event, channel) => words(eventKey(event), { channel })
}
