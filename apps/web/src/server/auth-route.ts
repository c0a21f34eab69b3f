/** What of better-auth is open to browsers, and the limits of it. Everything else under /api/auth is not there. */

import { forgetPasswordLinks } from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import type { AuditAction } from '@shoal/protocol/audit'
import { z } from 'zod'
import { LOCALE_COOKIE } from '../i18n/locale-names.ts'
import { parseJson, readBody, refuse, refuseThrown } from './api.ts'
import { auth, authSecret, CODES_LOCKED_SECONDS } from './auth.ts'
import { CLIENT_HEADER } from './client-address.ts'
import { database } from './database.ts'
import { serverConfig } from './env.ts'
import { type Account, findAccount } from './find-account.ts'
import { refuseTooMany } from './rate-limit.ts'
import { isSameOrigin } from './same-origin.ts'
import { deviceCookie, type Guess, giveBack, guessedRight, knownDevice, takeGuess } from './sign-in-guard.ts'

/** Every form of it is far smaller. */
const MAX_BODY_BYTES = 16_384
const LOCALE_SECONDS = 365 * 24 * 3600
/** What is guessed there; `password` is the signed-in account's own. Each is described in auth-descriptions.ts. */
export const OPEN_AUTH_ROUTES: Record<string, 'credentials' | 'code' | 'password' | 'nothing'> = {
  'GET /get-session': 'nothing',
  'POST /sign-out': 'nothing',
  'POST /sign-in/email': 'credentials',
  'POST /two-factor/verify-totp': 'code',
  'POST /two-factor/verify-backup-code': 'code',
  'POST /two-factor/enable': 'password',
  'POST /two-factor/disable': 'password',
  'POST /two-factor/generate-backup-codes': 'password',
  'POST /change-password': 'password',
}
const AUDITED: Record<string, AuditAction> = {
  '/two-factor/disable': 'second-factor-removed',
  '/two-factor/generate-backup-codes': 'backup-codes-made',
  '/change-password': 'password-changed',
}

export function authRoute(request: Request): Promise<Response> {
  return answer(request).catch((error) => refuseThrown(request, error))
}

async function answer(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/auth/, '')
  const guessed = OPEN_AUTH_ROUTES[`${request.method} ${path}`]
  if (guessed === undefined) return refuse(404, 'not-found')
  if (request.method !== 'GET' && !isSameOrigin(request.headers)) return refuse(403, 'foreign-origin')
  const text = await readBody(request, MAX_BODY_BYTES)
  if (text === null) return refuse(413, 'body-too-large')
  const { method, headers } = request
  const bounded = method === 'GET' ? request : new Request(request.url, { method, headers, body: text })
  if (guessed === 'nothing') return auth().handler(bounded)

  const email = guessed === 'credentials' ? emailIn(text) : undefined
  // before the change: what a browser does there ends its session and begins another
  const account = await findAccount(request.headers)
  const guess = guessOf(request, { email, account })
  const wait = await takeGuess(guess)
  if (wait !== null) return refuseTooMany(wait)
  const response = await auth()
    .handler(bounded)
    .catch(async (error) => {
      await giveBack(guess)
      throw error
    })
  if (isWrong(response.status, guessed)) return response
  if (response.status === 429) response.headers.set('Retry-After', String(CODES_LOCKED_SECONDS)) // at the longest
  await (response.ok ? guessedRight(guess) : giveBack(guess))
  if (!response.ok) return response
  const action = path === '/two-factor/verify-totp' && account ? 'second-factor-added' : AUDITED[path]
  if (action === 'password-changed' && account) await forgetPasswordLinks(database(), account.id)
  if (action && account)
    await writeAuditEntry(database(), { actor: account, action, target: `account ${account.name}` })
  return account ? response : signedIn(response)
}

/** better-auth says 401 for wrong credentials and codes, and 400 for a wrong password of who is signed in. */
function isWrong(status: number, guessed: 'credentials' | 'code' | 'password'): boolean {
  return guessed === 'password' ? status === 400 || status === 401 : status === 401
}

type Known = { email: string | undefined; account: Account | null }

function guessOf(request: Request, { email, account }: Known): Guess {
  const client = request.headers.get(CLIENT_HEADER) ?? 'unknown'
  // whoever is asked for a code has said the password: better-auth counts the codes of one account, ours is the address
  const name = email ?? account?.id
  const device = email === undefined ? account?.id : knownDevice(request.headers.get('cookie'), email, authSecret())
  return { account: name, client, device }
}

function emailIn(text: string): string {
  const body = z.object({ email: z.string().max(320) }).safeParse(parseJson(text))
  return body.success ? body.data.email.trim().toLowerCase() : 'none'
}

const signedInSchema = z.object({ user: z.object({ email: z.string(), locale: z.string().nullish() }) })

/** The browser is known from now on, and speaks the account's language. */
async function signedIn(response: Response): Promise<Response> {
  const body = signedInSchema.safeParse(
    await response
      .clone()
      .json()
      .catch(() => undefined),
  )
  if (!body.success) return response
  const { email, locale } = body.data.user
  const isSecure = serverConfig().publicUrl.protocol === 'https:'
  const answer = new Response(response.body, response)
  answer.headers.append('Set-Cookie', deviceCookie(email, authSecret(), isSecure))
  if (locale) answer.headers.append('Set-Cookie', localeCookie(locale))
  return answer
}

export function localeCookie(locale: string): string {
  return `${LOCALE_COOKIE}=${locale}; Path=/; Max-Age=${LOCALE_SECONDS}; SameSite=Lax`
}
