/** Operators' accounts and sessions: better-auth with e-mail and password, no sign-up, no addresses kept. */

import { authAdapter } from '@shoal/db/operators'
import { betterAuth } from 'better-auth'
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from '../features/account/password-length.ts'
import { pageAddress, pageOrigin } from './addresses.ts'
import { CLIENT_HEADER } from './client-address.ts'
import { database } from './database.ts'
import { serverConfig } from './env.ts'
import { log } from './log.ts'
import { readSecret } from './secrets.ts'
import { singleton } from './singleton.ts'

export const auth = singleton('auth', () => {
  const config = serverConfig()
  return betterAuth({
    database: authAdapter(database()),
    secret: readSecret(config.secretsFolder, 'auth-secret'),
    baseURL: config.publicUrl.origin,
    // the page's own address, so that http://192.168.1.5:3000 works without a setting and another site does not
    trustedOrigins: (request) => (request ? [pageOrigin(pageAddress(request.headers, config))] : []),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: MIN_PASSWORD_LENGTH,
      maxPasswordLength: MAX_PASSWORD_LENGTH,
    },
    user: { additionalFields: { role: { type: 'string', input: false, defaultValue: 'viewer' } } },
    rateLimit: { enabled: true, storage: 'memory' },
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => log()[level]({ part: 'auth' }, message) },
    advanced: {
      // better-auth leaves both checks out where it takes the environment for a test's
      disableOriginCheck: false,
      disableCSRFCheck: false,
      cookiePrefix: 'shoal',
      useSecureCookies: config.publicUrl.protocol === 'https:',
      ipAddress: { ipAddressHeaders: [CLIENT_HEADER] },
    },
    // the address serves the rate limit and is then forgotten
    databaseHooks: { session: { create: { before: async (session) => ({ data: { ...session, ipAddress: null } }) } } },
  })
})
