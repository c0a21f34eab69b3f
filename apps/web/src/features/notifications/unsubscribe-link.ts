/**
 * Links in e-mails that end them, for whoever holds the e-mail: no sign-in, one press (RFC 8058). They are signed with
 * the secret that is never made anew, since an e-mail may be old.
 */

import { createHmac, timingSafeEqual } from 'node:crypto'

type Named = { userId: string; channelId: string }

export function unsubscribeQuery(named: Named, secret: string): string {
  const { userId, channelId } = named
  return new URLSearchParams({ user: userId, channel: channelId, signature: sign(named, secret) }).toString()
}

export function isUnsubscribe(named: Named & { signature: string }, secret: string): boolean {
  const expected = Buffer.from(sign(named, secret))
  const given = Buffer.from(named.signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function sign({ userId, channelId }: Named, secret: string): string {
  return createHmac('sha256', secret).update(`unsubscribe ${userId} ${channelId}`).digest('base64url')
}
