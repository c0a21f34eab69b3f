/** The words of pushes and e-mails, in the server's language: nobody's browser is there to ask. */

import { createTranslator } from 'use-intl/core'
import { allMessages } from '../../i18n/catalogue.ts'
import { serverSettings } from '../../server/settings.ts'
import type { Words } from './tell-followers.ts'

export async function mailWords(): Promise<Words> {
  const { locale } = await serverSettings()
  const words = createTranslator({ locale, messages: allMessages(locale), namespace: 'notifications' })
  return {
    subject: (of) => words('told.subject', of),
    body: (of) => words(of.title === '' ? 'told.bodyUntitled' : 'told.body', of),
    footer: (of) => words('told.footer', of),
  }
}
