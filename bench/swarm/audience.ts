/** The viewers of one swarm: they come, some of them leave and are replaced, each on its own uplink. */

import { setTimeout as pause } from 'node:timers/promises'
import type { ListedSegment, LoadedSegment } from '@shoal/player/delivery/segment'
import {
  type HeadlessListener,
  type HeadlessViewer,
  type SegmentSource,
  startHeadlessViewer,
} from '@shoal/player/headless/headless-viewer'
import { createLoaderSource, loadLoader } from './loader-source.ts'
import { nameOf, PLAYLIST_PATH } from './made-broadcast.ts'
import { MALICES } from './malice.ts'
import { createPlainSource } from './plain-source.ts'
import { createRandom } from './random.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { MOST_VISITS, type Seat } from './seat.ts'
import { type Setting, settings } from './settings.ts'
import { type Path, shapeConnections } from './shaped-rtc.ts'
import { createShoalViewers } from './shoal-viewers.ts'
import type { SwarmOrder } from './swarm-process.ts'
import type { Figures, Tally, Visit } from './tally.ts'
import { findUdpPorts } from './udp-ports.ts'
import { Uplink } from './uplink.ts'

export type Audience = {
  /** Those that mean no harm. */
  viewers: Iterable<HeadlessViewer>
  /** Resolves when everybody is there. */
  join(): Promise<void>
  startMeasuring(): void
  figures(): Figures
}

/** A message from a peer of this size or more has media in it. */
const LEAST_MEDIA_BYTES = 1024
/** What one lost packet in a hundred does to a congestion-controlled link (Mathis et al. 1997): 1.22 packets / (RTT √p). */
const MATHIS = 1.22 * 1200

export async function startAudience(order: SwarmOrder & { tally: Tally }): Promise<Audience> {
  const { options, tally } = order
  const setting: Setting = settings[order.setting]
  const scenario = applyOptions(scenarios[order.scenario], options)
  const random = createRandom(options.seed)
  const paths = new Map<string, Path>()
  const Connection = shapeConnections((name = '') => {
    const path = paths.get(name)
    if (!path) throw new Error('a connection of nobody')
    return path
  })
  const loader = setting.engine === 'loader' ? await loadLoader(Connection) : null
  const shoal = setting.engine === 'shoal' ? createShoalViewers(order, Connection) : null
  const viewers = new Map<HeadlessViewer, Seat>()
  const udpPorts = await findUdpPorts(MOST_VISITS * options.viewers)
  let born = 0

  function enter(seat: Seat): void {
    const name = `viewer-${born++}`
    const visit: Visit = {}
    const isHonest = seat.malice === null
    if (isHonest) tally.visits.push(visit)
    const startedAtMs = performance.now()
    const udpPort = udpPorts.pop()
    if (udpPort === undefined) throw new Error('there are more viewers than ports')
    paths.set(name, {
      udpPort,
      uplink: new Uplink({
        bytesPerSecond: seat.uplinkBytesPerSecond,
        linkBytesPerSecond: linkBytesPerSecond(scenario),
      }),
      ...{ oneWayMs: scenario.oneWayMs, lossShare: scenario.lossShare, random },
      onReceived(bytes) {
        if (bytes >= LEAST_MEDIA_BYTES) visit.firstPeerByteMs ??= performance.now() - startedAtMs
      },
    })
    const fetchOrigin: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('x-viewer', isHonest ? name : `uncounted-${name}`)
      return fetch(input, { ...init, headers })
    }
    const listener: HeadlessListener = {
      onFirstFrame(milliseconds) {
        visit.firstFrameMs = milliseconds
      },
      onSegment({ segment, loaded, waitMs }) {
        if (isHonest) tally.segment(loaded, waitMs, !isRight(segment, loaded))
      },
      onFault: () => tally.fault(),
    }
    const viewer = shoal
      ? shoal.enter(seat, { name, fetchOrigin, listener })
      : startOther(seat, { name, fetchOrigin, listener })
    viewers.set(viewer, seat)
  }

  /** A viewer of the loader, or of nothing but the origin. */
  function startOther(seat: Seat, about: { name: string; fetchOrigin: typeof fetch; listener: HeadlessListener }) {
    const { name, fetchOrigin, listener } = about
    const playlistUrl = order.originUrl + PLAYLIST_PATH
    return startHeadlessViewer({
      ...{ playlistUrl, fetchOrigin, listener, holdsPlaylist: setting.holdsPlaylist },
      latencySeconds: setting.liveSyncTargets ? setting.liveSyncTargets * options['segment-seconds'] : options.latency,
      createSource({ positionSeconds, mediaUrl }): SegmentSource {
        if (!loader) return createPlainSource(fetchOrigin)
        const to = { viewer: name, gives: seat.gives, playlistUrl, mediaUrl, announceUrl: order.trackerUrl }
        return createLoaderSource(loader, { ...to, positionSeconds, settings: setting.loader })
      },
    })
  }

  function leave(viewer: HeadlessViewer): Seat | undefined {
    const seat = viewers.get(viewer)
    if (seat?.malice === null) tally.finish(viewer)
    viewers.delete(viewer)
    viewer.stop()
    return seat
  }

  async function churn(): Promise<never> {
    for (;;) {
      await pause(60_000 / (scenario.churnPerMinute * options.viewers))
      const viewer = [...viewers.keys()][Math.floor(random() * viewers.size)]
      const seat = viewer && leave(viewer)
      if (seat) enter(seat)
    }
  }

  return {
    get viewers() {
      return [...viewers.entries()].flatMap(([viewer, { malice }]) => (malice === null ? [viewer] : []))
    },
    startMeasuring: () => shoal?.startMeasuring(),
    async join() {
      const arrivals = Array.from({ length: options.viewers }, () => random() * scenario.joinSeconds * 1000)
      const startedAtMs = performance.now()
      for (const [index, atMs] of arrivals.toSorted((a, b) => a - b).entries()) {
        await pause(Math.max(0, startedAtMs + atMs - performance.now()))
        enter(takeSeat(index, { options, scenario }))
      }
      if (scenario.churnPerMinute > 0) void churn()
    },
    figures: () => shoal?.figures() ?? {},
  }
}

/** Spread evenly, so that every kind of uplink has its share of each habit. */
function takeSeat(index: number, { options, scenario }: { options: SwarmOrder['options']; scenario: Scenario }): Seat {
  const uplink = scenario.uplinks[index % scenario.uplinks.length] ?? 1
  const lot = (((index * 7919 + 4001) % options.viewers) + 0.5) / options.viewers
  const malice = lot < scenario.maliciousShare ? (MALICES[index % MALICES.length] ?? null) : null
  const block =
    scenario.addressBlocks > 0 ? `10.20.${index % scenario.addressBlocks}` : `10.${30 + (index >> 8)}.${index & 255}`
  return {
    uplinkBytesPerSecond: uplink * options['rung-kbps'] * 125,
    gives: lot < 1 - scenario.receiveOnlyShare,
    malice,
    block,
    address: `${block}.${1 + (index % 250)}`,
  }
}

function applyOptions(scenario: Scenario, options: SwarmOrder['options']): Scenario {
  return {
    ...scenario,
    oneWayMs: options.delay ?? scenario.oneWayMs,
    lossShare: options.loss ?? scenario.lossShare,
    maliciousShare: options.malicious ?? scenario.maliciousShare,
    receiveOnlyShare: options['receive-only'] ?? scenario.receiveOnlyShare,
  }
}

function linkBytesPerSecond({ oneWayMs, lossShare }: Scenario): number {
  return lossShare === 0 ? Number.POSITIVE_INFINITY : MATHIS / (((2 * oneWayMs) / 1000) * Math.sqrt(lossShare))
}

function isRight(segment: ListedSegment, loaded: LoadedSegment): boolean {
  return segment.url.includes(`-${nameOf(new Uint8Array(loaded.bytes))}.`)
}
