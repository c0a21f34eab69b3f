/** A tracker over a real database for integration tests, with one live broadcast, a clock to turn, and viewers. */

import { createSecretKey, randomUUID } from 'node:crypto'
import { createBroadcast, setBroadcastState, startEpoch } from '@shoal/db/broadcasts'
import type { Database } from '@shoal/db/database'
import { addOperatorWithChannel, sampleRung } from '@shoal/db/testing/sample-rows'
import { startTestDatabase, type TestDatabase } from '@shoal/db/testing/test-database'
import { swarmInfoHash } from '@shoal/protocol/swarm-id'
import type { TelemetryReport } from '@shoal/protocol/telemetry'
import {
  TICKET_ALGORITHM,
  TICKET_AUDIENCE,
  TICKET_ISSUER,
  TICKET_LIFETIME_SECONDS,
  type TicketClaims,
  ticketKey,
} from '@shoal/protocol/ticket'
import { SignJWT } from 'jose'
import { pino } from 'pino'
import { startTracker, type Tracker, type TrackerOptions } from '../tracker.ts'

export const secret = 'a secret of thirty-two characters or more'
export const ladder = [sampleRung, { ...sampleRung, name: '360p', width: 640, height: 360, bandwidth: 800_000 }]

export type TrackerLab = AsyncDisposable & {
  tracker: Tracker
  /** What it was started with, to start another one beside it. */
  options: TrackerOptions
  database: TestDatabase
  channelId: string
  clock: { nowMs: number }
  /** A live broadcast with the ladder above. */
  addLiveBroadcast(id: string): Promise<void>
  swarmUrl(ticket?: string): string
  httpUrl(path: string): string
  metric(line: string): Promise<number>
}

export async function startTrackerLab(): Promise<TrackerLab> {
  await using parts = new AsyncDisposableStack()
  const database = parts.use(await startTestDatabase())
  const channelId = await addTestChannel(database.db)
  const clock = { nowMs: Date.now() }
  const options: TrackerOptions = {
    database: database.db,
    ticketKeys: () => [createSecretKey(ticketKey(secret))],
    host: '127.0.0.1',
    port: 0,
    log: pino({ level: 'silent' }),
    now: () => clock.nowMs,
  }
  const tracker = parts.use(await startTracker(options))
  const running = parts.move()
  const httpUrl = (path: string) => `http://127.0.0.1:${tracker.port}${path}`
  return {
    ...{ tracker, options, database, channelId, clock, httpUrl },
    addLiveBroadcast: (id) => addLiveBroadcast(database.db, channelId, id),
    swarmUrl: (ticket) => `ws://127.0.0.1:${tracker.port}/swarm${ticket === undefined ? '' : `?ticket=${ticket}`}`,
    async metric(line) {
      const text = await (await fetch(httpUrl('/metrics'))).text()
      return Number(
        text
          .split('\n')
          .find((row) => row.startsWith(`${line} `))
          ?.split(' ')
          .at(-1) ?? 0,
      )
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

export async function addTestChannel(db: Database): Promise<string> {
  return (await addOperatorWithChannel(db)).channelId
}

export async function addLiveBroadcast(db: Database, channelId: string, id: string, rungs = ladder): Promise<void> {
  await createBroadcast(db, { id, channelId, startedAt: new Date() })
  await startEpoch(db, { broadcastId: id, epoch: 1, rungs })
  await setBroadcastState(db, { id, state: 'live', at: new Date() })
}

export function infoHash(broadcastId: string, epoch = 1, rung = 0): string {
  const attributes = ladder[rung]
  if (!attributes) throw new Error(`the ladder has no rung ${rung}`)
  return swarmInfoHash({ broadcastId, epoch, rung: attributes.name })
}

export type TicketOptions = Partial<Omit<TicketClaims, 'exp'>> & {
  broadcast: string
  nowMs?: number
  lifetimeSeconds?: number
  signedWith?: string
  audience?: string
  issuer?: string
}

export function signTicket(options: TicketOptions): Promise<string> {
  const { broadcast, sub = randomUUID(), nowMs = Date.now() } = options
  const { mode = 'on', role = 'viewer', group = 'swarm', door } = options
  const issuedAt = Math.floor(nowMs / 1000)
  return new SignJWT({ broadcast, mode, role, group, ...(door !== undefined && { door }) })
    .setProtectedHeader({ alg: TICKET_ALGORITHM })
    .setSubject(sub)
    .setIssuer(options.issuer ?? TICKET_ISSUER)
    .setAudience(options.audience ?? TICKET_AUDIENCE)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (options.lifetimeSeconds ?? TICKET_LIFETIME_SECONDS))
    .sign(ticketKey(options.signedWith ?? secret))
}

export function sampleReport(change: Partial<TelemetryReport> & { ticket: string }): TelemetryReport {
  return {
    version: 1,
    sequence: 0,
    intervalMs: 5000,
    deliveries: [{ epoch: 1, rung: '720p', originBytes: 600_000, peerBytes: 1_200_000, mediaSeconds: 6 }],
    uploadedBytes: 400_000,
    rejectedSegments: 0,
    playedMs: 5000,
    stalledMs: 0,
    stalls: 0,
    peers: 2,
    ...change,
  }
}
