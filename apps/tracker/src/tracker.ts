/** The tracker as one thing with a start and a stop: what main.ts runs, and what the integration tests talk to. */

import type { KeyObject } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'
import { addAudienceSlices } from '@shoal/db/audience-slices'
import { type CurrentBroadcast, currentBroadcasts } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { recordedBroadcasts } from '@shoal/db/recordings'
import { addAudienceRollups, addViewerRollups } from '@shoal/db/roll-ups'
import { startPulse } from '@shoal/db/start-pulse'
import { writeSwarmMaps } from '@shoal/db/swarm-maps'
import { Tickets } from '@shoal/protocol/tickets'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { Audience } from './audience/audience.ts'
import { startCompacting } from './audience/compacting.ts'
import { startFlushing } from './audience/flush.ts'
import { type MapStore, startMapWriter } from './audience/map-writer.ts'
import { noteP2p } from './audience/p2p-notice.ts'
import { type RollupStore, Rollups } from './audience/roll-ups.ts'
import { Slices } from './audience/slices.ts'
import { type LiveBroadcast, LiveBroadcasts } from './broadcast/live-broadcasts.ts'
import { RecordedBroadcasts } from './broadcast/recorded-broadcasts.ts'
import { SwarmBroadcasts } from './broadcast/swarm-broadcasts.ts'
import { buildHttp } from './http/build-http.ts'
import { createMetrics, type Metrics } from './http/metrics.ts'
import { type AddressLookups, createLocate } from './swarm/locality.ts'
import { PeerOwners } from './swarm/peer-owners.ts'
import { SwarmServer } from './swarm/swarm-server.ts'
import { createUpgrade } from './swarm/upgrade.ts'
import { ViewerSockets } from './swarm/viewer-sockets.ts'
import { Bans } from './ticket/bans.ts'
import { Renewals } from './ticket/renewals.ts'

export type TrackerOptions = {
  database: Database
  /** Those that a ticket may be signed with, now. */
  ticketKeys: () => readonly KeyObject[]
  host: string | undefined
  port: number
  metricsToken?: string | undefined
  trustProxy?: boolean
  /** Systems and countries of addresses, where databases of them are configured. */
  lookups?: AddressLookups | undefined
  /** How its rows in the database differ from those of other trackers; host and port where it is left out. */
  name?: string
  log: Logger
  /** For tests; Unix milliseconds. */
  now?: () => number
  load?: () => Promise<CurrentBroadcast[]>
}

export type Tracker = AsyncDisposable & {
  port: number
  metrics: Metrics
  sockets: ViewerSockets
  broadcasts: LiveBroadcasts
  owners: PeerOwners
  bans: Bans
  /** Writes what is summed up; rejects when the database does not take it. */
  flush: () => Promise<void>
}

export async function startTracker(options: TrackerOptions): Promise<Tracker> {
  const { database, ticketKeys, log, now = Date.now, load = () => currentBroadcasts(database) } = options
  const { trustProxy = false } = options
  await using parts = new AsyncDisposableStack()
  const tickets = new Tickets(ticketKeys)
  const renewals = new Renewals((session) => sockets.renew(session))
  const store: RollupStore = {
    addAudience: (rows) => addAudienceRollups(database, rows),
    addViewers: (rows) => addViewerRollups(database, rows),
  }
  const name = options.name ?? `${hostname()}:${options.port}`
  const rollups = new Rollups(store, name)
  const slices = new Slices((rows) => addAudienceSlices(database, rows), name)
  const owners = new PeerOwners()
  const bans = new Bans((session) => {
    log.info({ session }, 'kept out of the swarms, by the word of several viewers')
    sockets.endSession(session, 'banned')
  })
  const audienceLog = log.child({ part: 'audience' })
  const audience = new Audience({
    ...{ rollups, slices },
    door: { owners, bans },
    onP2pChange(broadcastId, change) {
      audienceLog.warn({ broadcast: broadcastId, ...change }, change.isGood ? 'P2P is tried again' : 'P2P is off')
      noteP2p(database, { broadcastId, isGood: change.isGood, at: new Date(now()) }).catch((error: unknown) =>
        audienceLog.warn({ err: error, broadcast: broadcastId }, 'the notice could not be written'),
      )
    },
  })
  parts.use(startCompacting({ database, log: audienceLog }))
  parts.use(startFlushing({ audience, rollups, slices, now, log: audienceLog }))
  const storeMaps: MapStore = (maps, at) => writeSwarmMaps(database, maps, at)
  parts.use(startMapWriter({ audience, tracker: name, store: storeMaps, now, log: audienceLog }))
  const onFailure = (error: unknown) => log.warn({ err: error }, 'how this process does cannot be written')
  parts.use(startPulse({ database, service: `tracker ${name}`, onFailure }))

  const server = parts.use(new SwarmServer(now))
  const metrics: Metrics = createMetrics({
    sockets: () => sockets.size,
    swarms: () => server.swarmCount,
    peers: () => server.peerCount,
    viewers: () => audience.present,
    broadcastsWithoutP2p: () => audience.broadcastsWithoutP2p,
    waitingRows: () => rollups.waitingRows + slices.waitingRows,
    lostRows: () => rollups.lostRows + slices.lostRows,
  })
  const swarmLog = log.child({ part: 'swarm' })
  const broadcasts = parts.use(
    new LiveBroadcasts({
      load,
      onChange(before, after) {
        if (!after) forget(before)
        swarmLog.info({ broadcast: before.id, epoch: after?.epoch }, after ? 'new epoch' : 'broadcast is over')
      },
      onDoorChanged: (broadcast) => shutOut(broadcast),
      onReachable(isReachable, error) {
        if (isReachable) swarmLog.info('the database answers again')
        else swarmLog.warn({ err: error }, 'the database does not answer, going on with what is known')
      },
      now,
    }),
  )
  const forget = (broadcast: LiveBroadcast) => {
    for (const infoHash of broadcast.swarms.keys()) server.drop(infoHash)
    sockets.endBroadcast(broadcast.id)
  }
  const shutOut = ({ id, door }: LiveBroadcast) => sockets.shutOut(id, door)
  const recorded = parts.use(
    new RecordedBroadcasts({
      load: (ids) => recordedBroadcasts(database, ids),
      ...{ onGone: forget, onDoorChanged: shutOut, now },
    }),
  )
  const swarmBroadcasts = new SwarmBroadcasts(broadcasts, recorded)
  const sockets: ViewerSockets = new ViewerSockets({
    ...{ server, broadcasts: swarmBroadcasts, owners, renewals, bans, now },
    onAnnounce: () => metrics.announces.inc(),
    onAnswer: () => metrics.answers.inc(),
    onRefusal: (reason) => metrics.refusals.inc({ reason }),
    onEnd: (reason) => metrics.ends.inc({ reason }),
    onFault: (error) => swarmLog.error({ err: error }, 'a message could not be handled'),
  })
  const http = await buildHttp({
    telemetry: {
      ...{ tickets, renewals, broadcasts, swarmBroadcasts, audience, now },
      countryOf: (address) => options.lookups?.country(address),
      onTaken: () => metrics.telemetryTaken.inc(),
      onDropped(reason, broadcastId) {
        metrics.telemetryDropped.inc({ reason })
        if (broadcastId) rollups.countDropped(broadcastId, now())
      },
    },
    metrics,
    metricsToken: options.metricsToken,
    trustProxy,
    onUpgrade: createUpgrade({
      ...{ tickets, renewals, bans, broadcasts: swarmBroadcasts, sockets, trustProxy, now },
      locate: createLocate({ lookups: options.lookups }),
      onRefusal: (reason) => metrics.refusals.inc({ reason }),
    }),
    log: log.child({ part: 'http' }),
  })
  parts.adopt(http, async (app) => {
    sockets[Symbol.dispose]() // first: a server closes once its last connection has
    await app.close()
  })

  await broadcasts.refresh()
  broadcasts.start()
  recorded.start()
  sockets.start()
  await http.listen({ host: options.host ?? everyInterface(), port: options.port })
  const started = parts.move()
  return {
    port: portOf(http),
    ...{ metrics, sockets, broadcasts, owners, bans },
    async flush() {
      await Promise.all([rollups.flush(), slices.flush()])
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  }
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** `::` takes IPv4 too, but cannot be bound where IPv6 is switched off. */
function everyInterface(): string {
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some((at) => at.family === 'IPv6'))
  return hasIpv6 ? '::' : '0.0.0.0'
}
