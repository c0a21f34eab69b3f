/** The viewers of one swarm: they come, some of them leave and are replaced, each on its own uplink. */

import { setTimeout as pause } from 'node:timers/promises'
import type { ListedSegment, LoadedSegment } from '@shoal/player/delivery/segment'
import { type HeadlessViewer, type SegmentSource, startHeadlessViewer } from '@shoal/player/headless/headless-viewer'
import { createLoaderSource, loadLoader } from './loader-source.ts'
import { nameOf, PLAYLIST_PATH } from './made-broadcast.ts'
import { createPlainSource } from './plain-source.ts'
import { createRandom } from './random.ts'
import { type Scenario, scenarios } from './scenarios.ts'
import { type Setting, settings } from './settings.ts'
import { type Path, shapeConnections } from './shaped-rtc.ts'
import type { SwarmOrder } from './swarm-process.ts'
import type { Figures, Tally, Visit } from './tally.ts'
import { Uplink } from './uplink.ts'

export type Audience = {
  viewers: Iterable<HeadlessViewer>
  /** Resolves when everybody is there. */
  join(): Promise<void>
  figures(): Figures
}

/** A message from a peer of this size or more has media in it. */
const LEAST_MEDIA_BYTES = 1024
/** What one lost packet in a hundred does to a congestion-controlled link (Mathis et al. 1997): 1.22 packets / (RTT √p). */
const MATHIS = 1.22 * 1200

type Seat = { name: string; uplinkBytesPerSecond: number; gives: boolean }

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
  const viewers = new Map<HeadlessViewer, Seat>()
  let born = 0

  function takeSeat(index: number): Seat {
    const uplink = scenario.uplinks[index % scenario.uplinks.length] ?? 1
    const gives = (index * 7919) % options.viewers >= scenario.receiveOnlyShare * options.viewers
    return { name: '', uplinkBytesPerSecond: uplink * options['rung-kbps'] * 125, gives }
  }

  function enter(seat: Seat): void {
    const name = `viewer-${born++}`
    const visit: Visit = {}
    tally.visits.push(visit)
    const startedAtMs = performance.now()
    paths.set(name, {
      uplink: new Uplink({
        bytesPerSecond: seat.uplinkBytesPerSecond,
        linkBytesPerSecond: linkBytesPerSecond(scenario),
      }),
      ...{ oneWayMs: scenario.oneWayMs, lossShare: scenario.lossShare, random },
      tamper: (message) => message,
      onReceived(bytes) {
        if (bytes >= LEAST_MEDIA_BYTES) visit.firstPeerByteMs ??= performance.now() - startedAtMs
      },
    })
    const fetchOrigin: typeof fetch = (input, init) => {
      const headers = new Headers(init?.headers)
      headers.set('x-viewer', name)
      return fetch(input, { ...init, headers })
    }
    const playlistUrl = order.originUrl + PLAYLIST_PATH
    const viewer = startHeadlessViewer({
      ...{ playlistUrl, fetchOrigin, holdsPlaylist: setting.holdsPlaylist },
      latencySeconds: setting.liveSyncTargets ? setting.liveSyncTargets * options['segment-seconds'] : options.latency,
      createSource({ positionSeconds, mediaUrl }): SegmentSource {
        if (!loader) return createPlainSource(fetchOrigin)
        const { gives } = seat
        const about = { viewer: name, gives, playlistUrl, mediaUrl, positionSeconds, announceUrl: order.trackerUrl }
        return createLoaderSource(loader, { ...about, settings: setting.loader })
      },
      listener: {
        onFirstFrame: (milliseconds) => {
          visit.firstFrameMs = milliseconds
        },
        onSegment: ({ segment, loaded, waitMs }) => tally.segment(loaded, waitMs, !isRight(segment, loaded)),
        onFault: () => tally.fault(),
      },
    })
    viewers.set(viewer, { ...seat, name })
  }

  function leave(viewer: HeadlessViewer): Seat | undefined {
    const seat = viewers.get(viewer)
    tally.finish(viewer)
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
      return viewers.keys()
    },
    async join() {
      const arrivals = Array.from({ length: options.viewers }, () => random() * scenario.joinSeconds * 1000)
      const startedAtMs = performance.now()
      for (const [index, atMs] of arrivals.toSorted((a, b) => a - b).entries()) {
        await pause(Math.max(0, startedAtMs + atMs - performance.now()))
        enter(takeSeat(index))
      }
      if (scenario.churnPerMinute > 0) void churn()
    },
    figures: () => ({}),
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
