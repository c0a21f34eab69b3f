/**
 * Accounts and sessions: better-auth with e-mail, password (scrypt) and an optional second factor (TOTP). No addresses
 * are kept. Signing up is ours (features/account), so better-auth's own is off; so are its limits: ours count by account
 * and address (sign-in-guard.ts).
 */

import { createHash } from 'node:crypto'
import { forgetPasswordLinks, isBanned, PASSWORD_LINK } from '@shoal/db/accounts'
import { writeAuditEntry } from '@shoal/db/audit'
import { authAdapter } from '@shoal/db/operators'
import { takeCode } from '@shoal/db/two-factor'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '@shoal/protocol/password-length'
import { betterAuth } from 'better-auth'
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api'
import { twoFactor } from 'better-auth/plugins/two-factor'
import { pageAddress, pageOrigin } from './addresses.ts'
import { CLIENT_HEADER } from './client-address.ts'
import { database } from './database.ts'
import { serverConfig } from './env.ts'
import { log } from './log.ts'
import { readSecret } from './secrets.ts'
import { sendPasswordLink } from './send-password-link.ts'
import { singleton } from './singleton.ts'

const PASSWORD_LINK_SECONDS = 3600
/** After ten wrong codes. */
export const CODES_LOCKED_SECONDS = 900

type Auth = ReturnType<typeof createAuth>

const kept = singleton('auth', () => {
  const secret = authSecret()
  return { secret, auth: createAuth(secret) }
})

/** With the newest secret: a rotation needs no restart, and a session that is made just after it lasts. */
export function auth(): Auth {
  const current = kept()
  const secret = authSecret()
  if (secret !== current.secret) Object.assign(current, { secret, auth: createAuth(secret) })
  return current.auth
}

export function authSecret(): string {
  return readSecret(serverConfig().secretsFolder, 'auth-secret')
}

/** Keeps the kind of it readable, for all of an account's to be found. */
async function hashLink(identifier: string): Promise<string> {
  return PASSWORD_LINK + createHash('sha256').update(identifier).digest('base64url')
}

/** Whether the link of an e-mail is good for a new password. */
export async function isPasswordLink(token: string): Promise<boolean> {
  const { internalAdapter } = await auth().$context
  const found = await internalAdapter.findVerificationValue(PASSWORD_LINK + token)
  return found !== null && found.expiresAt > new Date()
}

function createAuth(secret: string) {
  const config = serverConfig()
  return betterAuth({
    appName: 'Shoal',
    database: authAdapter(database()),
    secret,
    baseURL: config.publicUrl.origin,
    // the page's own address, so that http://192.168.1.5:3000 works without a setting and another site does not
    trustedOrigins: (request) => (request ? [pageOrigin(pageAddress(request.headers, config))] : []),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
      resetPasswordTokenExpiresIn: PASSWORD_LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: ({ user, token }) => sendPasswordLink(user, token),
      async onPasswordReset({ user }) {
        await forgetPasswordLinks(database(), user.id) // one of them was enough
        const target = `account ${user.name}`
        await writeAuditEntry(database(), { actor: user, action: 'password-renewed', target })
      },
    },
    // who reads the database, or a copy of it, has no link
    verification: { storeIdentifier: { default: 'plain', overrides: { [PASSWORD_LINK]: { hash: hashLink } } } },
    user: {
      additionalFields: {
        role: { type: 'string', input: false, defaultValue: 'viewer' },
        locale: { type: 'string', input: false, required: false },
      },
    },
    plugins: [twoFactor({ accountLockout: { durationSeconds: CODES_LOCKED_SECONDS } })],
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (level, message) => log()[level]({ part: 'auth' }, message) },
    advanced: {
      // better-auth leaves both checks out where it takes the environment for a test's
      disableOriginCheck: false,
      disableCSRFCheck: false,
      cookiePrefix: 'shoal',
      useSecureCookies: config.publicUrl.protocol === 'https:',
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
    },
    hooks: {
      before: createAuthMiddleware(async (context) => {
        // a new password shuts out who had the old one, whether or not the caller says so
        if (context.path === '/change-password') return { context: { body: { revokeOtherSessions: true } } }
        if (context.path !== '/two-factor/verify-totp') return
        const { createAuthCookie, internalAdapter, secret } = context.context
        const challenge = await context.getSignedCookie(createAuthCookie('two_factor').name, secret)
        const challenged = challenge ? await internalAdapter.findVerificationValue(challenge) : null
        // without one, whoever is signed in switches it on: that code is used then, too
        const userId = challenged?.value ?? (await getSessionFromCtx(context))?.user.id
        // better-auth takes a code again while its time lasts
        if (userId !== undefined && !(await takeCode(database(), userId, String(context.body?.code)))) {
          throw new APIError('UNAUTHORIZED', { code: 'INVALID_CODE', message: 'This code was used' })
        }
      }),
    },
    databaseHooks: {
      session: {
        create: {
          async before(session) {
            // said only to who has the password
            if (await isBanned(database(), session.userId)) throw new APIError('FORBIDDEN', { code: 'BANNED' })
            return { data: { ...session, ipAddress: null } }
          },
        },
      },
    },
  })
}
