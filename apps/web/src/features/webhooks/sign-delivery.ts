/** How the receiver of a webhook knows that it came from us, and when. */

import { createHmac } from 'node:crypto'

/** `Shoal-Signature: t=<Unix seconds>,v1=<hexadecimal>`, the HMAC-SHA-256 of `<t>.<body>` under the webhook's secret. */
export function signDelivery(body: string, { secret, atMs }: { secret: string; atMs: number }): string {
  const seconds = Math.floor(atMs / 1000)
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${digest}`
}
