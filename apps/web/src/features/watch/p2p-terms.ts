/** Reads what a page has to know about helping: the least of the environment and the settings. */

import { leastCap } from '@shoal/player/limits/upload-limits'
import { cookies } from 'next/headers'
import { serverConfig } from '../../server/env.ts'
import { serverSettings } from '../../server/settings.ts'
import { ANSWERED_COOKIE, type P2pTerms } from './terms.ts'

export async function p2pTerms(): Promise<P2pTerms> {
  const { p2p: environment } = serverConfig()
  const { p2p } = await serverSettings()
  const isOff = p2p.consent === 'off' || p2p.most === 'off' || environment.most === 'off'
  return {
    consent: isOff ? 'off' : p2p.consent,
    ...leastCap(environment, p2p),
    isRelayed: environment.relayOnly,
    hasAnswered: (await cookies()).has(ANSWERED_COOKIE),
  }
}
