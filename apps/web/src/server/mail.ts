/** The mail server, where the operator has set one. */

import { createTransport } from 'nodemailer'

/** One that hangs holds nothing up for long: nodemailer's own waits are of minutes. */
const WAITS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 60_000 } as const

export type MailTransport = ReturnType<typeof createMailTransport>

/** @param url what it says of these waits wins, such as `?socketTimeout=5000` */
export function createMailTransport(url: string) {
  return createTransport({ url, ...WAITS })
}

/** A header is one line, whatever a title or a name has in it. */
export function plainLine(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').trim()
}
