/** The e-mail with a link for a new password, in the account's own language or the server's. */

import { createTranslator } from 'use-intl/core'
import { allMessages } from '../i18n/catalogue.ts'
import { isLocale } from '../i18n/locale-names.ts'
import { serverConfig } from './env.ts'
import { log } from './log.ts'
import { createMailTransport, plainLine } from './mail.ts'
import { serverSettings } from './settings.ts'

type Addressee = { id: string; name: string; email: string; locale?: unknown }

/** Never throws: who asked is not told whether it went out. The link is on the server's own address, whatever was asked. */
export async function sendPasswordLink({ id, name, email, locale }: Addressee, token: string): Promise<void> {
  const { mail, publicUrl } = serverConfig()
  if (!mail) return
  try {
    const settings = await serverSettings()
    const spoken = isLocale(locale) ? locale : settings.locale
    const words = createTranslator({ locale: spoken, messages: allMessages(spoken), namespace: 'account' })
    const server = plainLine(settings.name)
    await createMailTransport(mail.url).sendMail({
      from: mail.from,
      to: { name: plainLine(name), address: email },
      subject: words('renewal.mail.subject', { server }),
      text: words('renewal.mail.body', { name, server, url: `${publicUrl.origin}/new-password/${token}` }),
      headers: { 'Auto-Submitted': 'auto-generated' },
    })
    log().info({ account: id }, 'a link for a new password was sent')
  } catch (error) {
    log().warn({ err: error, account: id }, 'a link for a new password could not be sent')
  }
}
