/** Signing in and out, passwords and second factors: what of better-auth is open (server/auth-route.ts). */

import { authRoute } from '../../../../server/auth-route.ts'

export { authRoute as GET, authRoute as POST }
