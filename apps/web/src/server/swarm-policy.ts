/** What the operator's settings say to a viewer's swarm: how peers are reached, from when on, how much each gives. */

import type { SwarmPolicy } from '@shoal/protocol/ticket'
import type { Config } from './config.ts'
import { readSecret } from './secrets.ts'
import { turnCredentials } from './turn-credentials.ts'

type PolicyConfig = Pick<Config, 'p2p' | 'secretsFolder'>

/** The credentials in it end with the viewer's ticket. */
export function swarmPolicy(config: PolicyConfig, viewer: { session: string; expiresAtMs: number }): SwarmPolicy {
  const { stunUrls, turnUrls, relayOnly, leastViewers, uploadKbps, uploadMegabytes } = config.p2p
  const turn = turnUrls.length > 0 ? { urls: turnUrls, ...turnCredentials(viewer, turnSecret(config)) } : null
  // a viewer that shows nobody its address has no use for STUN, which would only ask what that address is
  const stun = stunUrls.length > 0 && !relayOnly ? { urls: stunUrls } : null
  return {
    iceServers: [stun, turn].filter((server) => server !== null),
    ...{ relayOnly, leastViewers, uploadKbps, uploadMegabytes },
  }
}

/** @throws MissingSecretError where neither the setting nor the file has it. */
export function turnSecret({ p2p, secretsFolder }: PolicyConfig): string {
  return p2p.turnSecret ?? readSecret(secretsFolder, 'turn-secret')
}
