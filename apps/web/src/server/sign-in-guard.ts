/**
 * How often somebody may guess. Counted are failures: by account and address together, by address, and by account, in
 * this process's memory, where addresses stay too. A guess counts before it is judged and is given back when it was
 * right, so that many at a time are no more than the same one after the other. A browser that has signed in to the
 * account before carries a cookie that says so and is counted by itself: strangers who guess at an account can slow down
 * new browsers for a quarter of an hour, but lock its owner out of theirs they can't (OWASP: slow down online guessing
 * attacks with device cookies).
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { clientNetwork } from './client-network.ts'
import { givePointBack } from './rate-limit.ts'
import { singleton } from './singleton.ts'

const WINDOW_SECONDS = 15 * 60
const MOST = { pair: 5, device: 10, address: 40, account: 30 }
type Kind = keyof typeof MOST

const DEVICE_COOKIE = 'shoal.device'
const DEVICE_SECONDS = 365 * 24 * 3600

export type Guess = {
  /** What is guessed at: an e-mail address, an account's id, `sign-up`; none where nobody said whose code it is. */
  account?: string | undefined
  /** Of whoever guesses: kept in no place but this process's memory. */
  client: string
  /** Of a browser that signed in to the account before. */
  device?: string | undefined
}

const limiters = singleton('sign-in-guard', () => {
  const make = (kind: Kind) => new RateLimiterMemory({ keyPrefix: kind, points: MOST[kind], duration: WINDOW_SECONDS })
  return { pair: make('pair'), device: make('device'), address: make('address'), account: make('account') }
})

/** Counts it as wrong until it is known. The seconds to wait before the next one, or null when it may be judged now. */
export async function takeGuess(guess: Guess): Promise<number | null> {
  const waitsMs = await Promise.all(countersOf(guess).map(([kind, key]) => take(kind, key)))
  const waitMs = Math.max(...waitsMs)
  if (waitMs === 0) return null
  await giveBack(guess)
  return Math.max(1, Math.ceil(waitMs / 1000))
}

/** Forgets what this browser or address got wrong; what strangers did stays. */
export async function guessedRight(guess: Guess): Promise<void> {
  await giveBack(guess)
  for (const [kind, key] of countersOf(guess)) {
    if (kind === 'pair' || kind === 'device') await limiters()[kind].delete(key)
  }
}

/** What was taken was no guess, or was refused. */
export async function giveBack(guess: Guess): Promise<void> {
  for (const [kind, key] of countersOf(guess)) {
    await givePointBack(limiters()[kind], key)
  }
}

/** Milliseconds to wait; 0 where it is within the limit. */
async function take(kind: Kind, key: string): Promise<number> {
  try {
    await limiters()[kind].consume(key)
    return 0
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused.msBeforeNext
    throw refused
  }
}

function countersOf({ account, client, device }: Guess): [Kind, string][] {
  if (device !== undefined) return [['device', `${account} ${device}`]]
  const address = clientNetwork(client)
  if (account === undefined) return [['address', address]]
  return [
    ['pair', `${account} ${address}`],
    ['address', address],
    ['account', account],
  ]
}

/** The device's own name, when `cookies` has one that is ours and this account's. */
export function knownDevice(cookies: string | null, account: string, secret: string): string | undefined {
  const found = new RegExp(`(?:^|; )${DEVICE_COOKIE.replace('.', '\\.')}=([\\w-]{16,64})\\.([\\w-]{43})(?:;|$)`).exec(
    cookies ?? '',
  )
  const [, device, signature] = found ?? []
  if (device === undefined || signature === undefined) return undefined
  const expected = Buffer.from(sign(device, account, secret))
  return timingSafeEqual(expected, Buffer.from(signature)) ? device : undefined
}

/** A Set-Cookie header for a browser that has just signed in. */
export function deviceCookie(account: string, secret: string, isSecure: boolean): string {
  const device = randomBytes(18).toString('base64url')
  const value = `${device}.${sign(device, account, secret)}`
  const attributes = `Path=/; Max-Age=${DEVICE_SECONDS}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  return `${DEVICE_COOKIE}=${value}; ${attributes}`
}

function sign(device: string, account: string, secret: string): string {
  return createHmac('sha256', `device ${secret}`).update(`${device} ${account}`).digest('base64url')
}
