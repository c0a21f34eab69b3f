/** What a browser's or Node's peer connections are made with, by the operator's newest policy. */

import type { SwarmPolicy } from '@shoal/protocol/ticket'

/** Read anew at each connection, because a TURN server's credentials last for minutes. */
export function rtcConfig(policy: () => SwarmPolicy): RTCConfiguration {
  return {
    get iceServers() {
      return policy().iceServers.map(({ urls, username, credential }) => ({
        urls,
        ...(username === undefined ? {} : { username }),
        ...(credential === undefined ? {} : { credential }),
      }))
    },
    get iceTransportPolicy() {
      return policy().relayOnly ? 'relay' : 'all'
    },
  }
}
