/** What the operator's settings say to a viewer's swarm: how peers are reached, from when on, how much each gives. */

import type { P2pMode } from '@shoal/protocol/p2p-mode'
import type { ServerSettings } from '@shoal/protocol/server-settings'
import type { SwarmPolicy } from '@shoal/protocol/ticket'
import type { Config } from './config.ts'
import { readSecret } from './secrets.ts'
import { grantedMode } from './tickets.ts'
import { turnCredentials } from './turn-credentials.ts'

type PolicyConfig = Pick<Config, 'p2p' | 'secretsFolder'>

type Viewer = { session: string; expiresAtMs: number }
type P2pSettings = ServerSettings['p2p']

/** The credentials in it end with the viewer's ticket. The environment's limits are the upper bound of the settings'. */
export function swarmPolicy(config: PolicyConfig, { p2p }: { p2p: P2pSettings }, viewer: Viewer): SwarmPolicy {
  const { stunUrls, turnUrls, relayOnly, leastViewers } = config.p2p
  const uploadKbps = least(config.p2p.uploadKbps, p2p.uploadKbps)
  const uploadMegabytes = least(config.p2p.uploadMegabytes, p2p.uploadMegabytes)
  const turn = turnUrls.length > 0 ? { urls: turnUrls, ...turnCredentials(viewer, turnSecret(config)) } : null
  // a viewer that shows nobody its address has no use for STUN, which would only ask what that address is
  const stun = stunUrls.length > 0 && !relayOnly ? { urls: stunUrls } : null
  return {
    iceServers: [stun, turn].filter((server) => server !== null),
    ...{ relayOnly, leastViewers, uploadKbps, uploadMegabytes },
  }
}

/** The most that a viewer is granted: what the environment and the settings both allow. */
export function mostP2p({ most }: Pick<Config['p2p'], 'most'>, { p2p }: { p2p: P2pSettings }): P2pMode {
  if (p2p.consent === 'off') return 'off'
  return p2p.most === null ? most : grantedMode(p2p.most, most)
}

/** Null is no limit. */
function least(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other
  return Math.min(one, other)
}

/** @throws MissingSecretError where neither the setting nor the file has it. */
export function turnSecret({ p2p, secretsFolder }: PolicyConfig): string {
  return p2p.turnSecret ?? readSecret(secretsFolder, 'turn-secret')
}
