/** Finds peers through the trackers and keeps links to them: the parts of a mesh, put together. */

import { Announcer } from './announcer.ts'
import type { Mesh, MeshOptions } from './mesh.ts'
import { Roster } from './roster.ts'
import { createTrackerSocket } from './tracker-socket.ts'

export function createMesh(options: MeshOptions): Mesh {
  const { ownId, rtcConfig, trackerUrls, random = Math.random } = options
  const nowMs = () => performance.now()
  const roster: Roster = new Roster({
    ...{ ownId, rtcConfig, random, nowMs },
    RTCPeerConnection: options.RTCPeerConnection ?? globalThis.RTCPeerConnection,
    onChange: () => announcer.plan(),
  })
  const socket = createTrackerSocket({
    ...{ trackerUrls, random },
    WebSocket: options.WebSocket ?? globalThis.WebSocket,
    onOpen: () => announcer.connected(),
    onText: (text) => announcer.hear(text),
  })
  const announcer: Announcer = new Announcer({
    ...{ ownId, random, nowMs, roster, socket },
    get leastPeers() {
      return options.leastPeers
    },
  })
  let isStopped = false

  function leave(): void {
    announcer.leave()
    roster.closeAll()
  }

  return {
    links: roster.links,
    listen: (listener) => roster.listen(listener),
    join: (infoHash) => {
      if (!isStopped) announcer.join(infoHash)
    },
    leave,
    ban: (peerId) => roster.ban(peerId),
    homeAnswers: (isAnswering) => announcer.homeAnswers(isAnswering),
    stop: () => {
      isStopped = true
      leave()
    },
  }
}
