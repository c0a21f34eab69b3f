/** Makes viewers of our own engine, and looks at what passes between them. */

import type { DeliverySnapshot } from '@shoal/player/delivery/delivery'
import { decodeMessage } from '@shoal/player/delivery/wire'
import type { HeadlessListener, HeadlessViewer } from '@shoal/player/headless/headless-viewer'
import { type SwarmViewer, startSwarmViewer } from '@shoal/player/headless/swarm-viewer'
import { createMesh } from '@shoal/player/mesh/create-mesh'
import type { Mesh, MeshOptions } from '@shoal/player/mesh/mesh'
import type { TicketAnswer } from '@shoal/protocol/ticket'
import { BROADCAST, PLAYLIST_PATH } from './made-broadcast.ts'
import { corruptMesh, type Offender } from './malice.ts'
import type { Seat } from './seat.ts'
import type { NamedConfiguration } from './shaped-rtc.ts'
import type { SwarmOrder } from './swarm-process.ts'
import type { Figures } from './tally.ts'

export type ShoalViewers = {
  enter(seat: Seat, options: { name: string; fetchOrigin: typeof fetch; listener: HeadlessListener }): HeadlessViewer
  startMeasuring(): void
  figures(): Figures
}

const POLICY = { iceServers: [], relayOnly: false, leastViewers: 3, uploadKbps: null, uploadMegabytes: null }
const HOUR_MS = 3_600_000

export function createShoalViewers(order: SwarmOrder, Connection: typeof RTCPeerConnection): ShoalViewers {
  const { options } = order
  const seats = new Map<string, Seat>()
  const offenders: Offender[] = []
  const viewers: SwarmViewer[] = []
  let isMeasuring = false
  const bytes = { all: 0, sameBlock: 0 }
  const seen = { rejected: 0, corrupt: 0, stalled: 0, absent: 0 }

  /** Counts what honest viewers get, by where it comes from. */
  function watch(mesh: Mesh, seat: Seat): Mesh {
    return {
      ...mesh,
      links: mesh.links,
      listen: (listener) =>
        mesh.listen({
          ...listener,
          onMessage(link, message) {
            const size = isMeasuring && decodeMessage(message)?.kind === 'data' ? message.length : 0
            bytes.all += size
            if (seats.get(link.id)?.block === seat.block) bytes.sameBlock += size
            listener.onMessage(link, message)
          },
        }),
    }
  }

  return {
    enter(seat, { name, fetchOrigin, listener }) {
      const mode = seat.gives ? 'on' : 'receive-only'
      const token = order.tickets[mode].pop()
      if (token === undefined) throw new Error('there are more viewers than tickets')
      const ticket: TicketAnswer = {
        ...{ ...BROADCAST, ticket: token, expiresAtMs: Date.now() + HOUR_MS, mode },
        playlistUrl: order.originUrl + PLAYLIST_PATH,
        trackerUrls: [order.trackerUrl],
        telemetryUrl: `${order.trackerUrl.replace('ws:', 'http:')}/telemetry`,
        policy: POLICY,
      }
      const viewer = startSwarmViewer({
        ...{ ticket: () => ticket, fetchOrigin, listener, latencySeconds: options.latency },
        RTCPeerConnection: Connection,
        createMesh(options: MeshOptions) {
          seats.set(options.ownId, seat)
          const rtcConfig: NamedConfiguration = { ...options.rtcConfig, peerIdentity: name }
          const mesh = createMesh({ ...options, rtcConfig, WebSocket: socketFrom(seat.address) })
          if (seat.malice === null) return watch(mesh, seat)
          const offender: Offender = {
            ...{ malice: seat.malice, firstHarmAtMs: null, firstHonestHarmAtMs: null, links: 0, aloneAtMs: null },
          }
          offenders.push(offender)
          return corruptMesh(mesh, offender, (peerId) => seats.get(peerId)?.malice === null)
        },
        listener: {
          ...listener,
          onRejected() {
            if (seat.malice === null) seen.rejected += 1
          },
          onOffender({ offence }) {
            if (seat.malice === null) seen[offence] += 1
          },
        },
      })
      viewers.push(viewer)
      return viewer
    },
    startMeasuring() {
      isMeasuring = true
    },
    figures() {
      /** Since each came, the warm-up included. */
      const sumOf = (reason: keyof DeliverySnapshot['originFetches']) =>
        viewers.reduce((sum, viewer) => sum + (viewer.snapshot()?.originFetches[reason] ?? 0), 0)
      const active = offenders.filter(({ firstHarmAtMs }) => firstHarmAtMs !== null)
      const out = active.filter(({ links }) => links === 0)
      const longestSince = (harm: 'firstHarmAtMs' | 'firstHonestHarmAtMs') => {
        const seconds = out.flatMap((one) =>
          one[harm] === null ? [] : ((one.aloneAtMs ?? one[harm]) - one[harm]) / 1000,
        )
        return seconds.length > 0 ? Math.max(...seconds) : null
      }
      return {
        fetchesAsSeeder: sumOf('seeds'),
        fetchesStandingIn: sumOf('stands-in'),
        fetchesLate: sumOf('late'),
        fetchesAlone: sumOf('alone'),
        samePrefixByteShare: bytes.all > 0 ? bytes.sameBlock / bytes.all : null,
        piecesRejected: seen.rejected,
        cutOffsCorrupt: seen.corrupt,
        cutOffsStalled: seen.stalled,
        cutOffsAbsent: seen.absent,
        offenders: active.length,
        offendersStillIn: active.length - out.length,
        secondsUntilOffendersOut: longestSince('firstHarmAtMs'),
        secondsSinceHonestHarmUntilOut: longestSince('firstHonestHarmAtMs'),
      }
    },
  }
}

/** The tracker believes the address that its proxy names. */
function socketFrom(address: string): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, { headers: { 'x-forwarded-for': address } } as never) // undici's own: browsers have no such thing
    }
  }
}
