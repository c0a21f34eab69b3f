/**
 * How often somebody may guess. Counted are failures: by account and address together, by address, and by account, in
 * this process's memory, where addresses stay too. A browser that has signed in to the account before carries a cookie
 * that says so and is counted by itself: strangers who guess at an account can slow down new browsers for a quarter of an
 * hour, but lock its owner out of theirs they can't (OWASP: slow down online guessing attacks with device cookies).
 */

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { singleton } from './singleton.ts'

const WINDOW_SECONDS = 15 * 60
const MOST = { pair: 5, device: 10, address: 40, account: 30 }
type Kind = keyof typeof MOST

const DEVICE_COOKIE = 'shoal.device'
const DEVICE_SECONDS = 365 * 24 * 3600

export type Guess = {
  /** What is guessed at: an e-mail address, an account's id, `setup`. */
  account: string
  /** Of whoever guesses: kept in no place but this process's memory. */
  client: string
  /** Of a browser that signed in to the account before. */
  device?: string | undefined
}

const limiters = singleton('sign-in-guard', () => {
  const make = (kind: Kind) => new RateLimiterMemory({ keyPrefix: kind, points: MOST[kind], duration: WINDOW_SECONDS })
  return { pair: make('pair'), device: make('device'), address: make('address'), account: make('account') }
})

/** The seconds to wait before the next guess, or null when it may be made now. */
export async function guessWait(guess: Guess): Promise<number | null> {
  const states = await Promise.all(
    countersOf(guess).map(async ([kind, key]) => {
      const state = await limiters()[kind].get(key)
      return state !== null && state.consumedPoints >= MOST[kind] ? state.msBeforeNext : 0
    }),
  )
  const waitMs = Math.max(...states)
  return waitMs > 0 ? Math.max(1, Math.ceil(waitMs / 1000)) : null
}

export async function guessedWrong(guess: Guess): Promise<void> {
  for (const [kind, key] of countersOf(guess)) {
    await limiters()
      [kind].consume(key)
      .catch((refused) => {
        if (!(refused instanceof RateLimiterRes)) throw refused
      })
  }
}

/** Forgets what this browser or address got wrong; what strangers did stays. */
export async function guessedRight(guess: Guess): Promise<void> {
  for (const [kind, key] of countersOf(guess)) {
    if (kind === 'pair' || kind === 'device') await limiters()[kind].delete(key)
  }
}

function countersOf({ account, client, device }: Guess): [Kind, string][] {
  if (device !== undefined) return [['device', `${account} ${device}`]]
  const address = networkOf(client)
  return [
    ['pair', `${account} ${address}`],
    ['address', address],
    ['account', account],
  ]
}

/** One household has one IPv4 address, and at least 2^64 of IPv6. */
export function networkOf(client: string): string {
  if (!ipaddr.IPv6.isValid(client)) return client
  return ipaddr.IPv6.parse(client).parts.slice(0, 4).join(':')
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
