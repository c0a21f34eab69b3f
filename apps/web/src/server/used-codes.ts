/** A code of an authenticator signs in once (RFC 6238, section 5.2): better-auth takes it again while its time lasts. */

import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { singleton } from './singleton.ts'

/** A code lasts for 30 s, and is taken one step early and late. */
const LASTS_SECONDS = 120

const codes = singleton(
  'used-codes',
  () => new RateLimiterMemory({ keyPrefix: 'code', points: 1, duration: LASTS_SECONDS }),
)

/** Whether this account says it for the first time; it is used from now on, also where it was wrong. */
export async function spendCode(userId: string, code: string): Promise<boolean> {
  try {
    await codes().consume(`${userId} ${code}`)
    return true
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return false
    throw refused
  }
}
