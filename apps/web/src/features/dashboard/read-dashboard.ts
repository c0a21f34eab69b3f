/** Reads what the dashboard shows: each question once in its time, for everyone who looks at something that needs it. */

import {
  addUpTotals,
  type RungTotals,
  readRungTotals,
  readSeries,
  readViewerTotals,
  type TotalsPeriod,
} from '@shoal/db/analytics'
import { readGroups } from '@shoal/db/audience-groups'
import { readSlices } from '@shoal/db/audience-slices'
import { readKeptSeries } from '@shoal/db/broadcast-course'
import { currentNotices } from '@shoal/db/broadcast-notices'
import { type BroadcastWithin, broadcastsWithin } from '@shoal/db/broadcasts-within'
import { readPresentViewers } from '@shoal/db/present-viewers'
import { SLOT_MS } from '@shoal/db/roll-up-slots'
import { slotStartsOf } from '@shoal/db/roll-up-tiers'
import { listPulses } from '@shoal/db/service-pulses'
import { readSwarmMap } from '@shoal/db/swarm-maps'
import { PULSE_INTERVAL_MS } from '@shoal/protocol/service-pulse'
import { SWARM_MAP_INTERVAL_MS } from '@shoal/protocol/swarm-map'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { log } from '../../server/log.ts'
import { serverSettings } from '../../server/settings.ts'
import { SharedPoller } from '../../server/shared-poller.ts'
import { singleton } from '../../server/singleton.ts'
import { buildSlices, titleOf } from './build-slices.ts'
import { type DashboardEvent, SLICE_KINDS } from './dashboard-event.ts'
import { type DashboardQuery, type Period, periodOf, queryString } from './dashboard-query.ts'
import type { DashboardScope } from './dashboard-scope.ts'
import { finishPoints, settledAt } from './finish-points.ts'
import { Remembered } from './remembered.ts'

const EVERY_MS = 2000
const A_MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** How far back to look for a slot that is told of in full. */
const RECENT_MS = 4 * SLOT_MS
/** A swarm's picture that is older is of nobody who is there. */
const MAP_FRESH_MS = 4 * SWARM_MAP_INTERVAL_MS

/** Of one slice; the export has the others. */
const MOST_ROWS = 50

const remembered = singleton('dashboard-answers', () => new Remembered())

/** As it is shown: the first rows of each slice. */
export async function readDashboard(scope: DashboardScope, query: DashboardQuery): Promise<DashboardEvent> {
  const { slices, ...event } = await readWholeDashboard(scope, query)
  const first = SLICE_KINDS.map((kind) => [kind, slices[kind].slice(0, MOST_ROWS)])
  return { ...event, slices: { ...slices, ...Object.fromEntries(first) } }
}

export async function readWholeDashboard(scope: DashboardScope, query: DashboardQuery): Promise<DashboardEvent> {
  const nowMs = Date.now()
  const of = scopeKey(scope)
  const period = periodOf(query, { nowMs, broadcast: scope.broadcast })
  const [present, past, services, settings] = await Promise.all([
    remembered().get(`now ${of}`, EVERY_MS - 200, () => readNow(scope, nowMs)),
    remembered().get(`past ${of} ${queryString(query)}`, freshMs(period, nowMs), () =>
      readPast(scope, { query, period, nowMs }),
    ),
    scope.isOperator ? remembered().get('services', PULSE_INTERVAL_MS / 2, readServices) : [],
    serverSettings(),
  ])
  const { fromMs, toMs, isLive } = period
  return {
    query,
    period: { range: query.range, fromMs, toMs, isLive },
    channels: scope.channels.map(({ slug, title }) => ({ slug, title })),
    broadcast: scope.broadcast && shownBroadcast(scope.broadcast),
    ...{ services, price: settings.price, control: controlGroup() },
    ...present,
    ...past,
  }
}

/** A long time changes little in two seconds, and what is over not at all. */
function freshMs({ fromMs, toMs, isLive }: Period, nowMs: number): number {
  if (!isLive && nowMs - toMs > 2 * A_MINUTE_MS) return 30_000
  const lengthMs = toMs - fromMs
  if (lengthMs <= 4 * HOUR_MS) return EVERY_MS - 200
  return lengthMs <= 48 * HOUR_MS ? 6000 : 20_000
}

function scopeKey({ channelIds, broadcast }: DashboardScope): string {
  return broadcast?.id ?? channelIds?.join(' ') ?? 'everything'
}

async function readNow(scope: DashboardScope, nowMs: number): Promise<Pick<DashboardEvent, 'live' | 'now' | 'swarm'>> {
  const db = database()
  const current = scope.broadcast
    ? [scope.broadcast].filter(({ state }) => state !== 'ended')
    : (await broadcastsWithin(db, { channelIds: scope.channelIds, since: new Date(nowMs) })).filter(isCurrent)
  const of = figuresOf(scope)
  const [series, viewers, ...live] = await Promise.all([
    readRecent(of, nowMs),
    // those who watch a recording, too
    readPresentViewers(db, { ...of, since: new Date(nowMs - SLOT_MS) }),
    ...current.map(async (broadcast) => {
      const [watching, notices] = await Promise.all([
        readPresentViewers(db, { broadcastId: broadcast.id, since: new Date(nowMs - SLOT_MS) }),
        currentNotices(db, broadcast.id),
      ])
      const p2pPausedAtMs = notices.find(({ kind }) => kind === 'p2p-paused')?.atMs ?? null
      return { ...shownBroadcast(broadcast), p2pPausedAtMs, viewers: watching }
    }),
  ])
  live.sort((a, b) => b.viewers - a.viewers || b.startedAtMs - a.startedAtMs)
  const [most] = live
  const map = most ? await readSwarmMap(db, most.id) : null
  const isFresh = map !== null && nowMs - map.at.getTime() < MAP_FRESH_MS
  return {
    live,
    now: { viewers, ...throughputOf(series, nowMs) },
    swarm: most && isFresh ? { atMs: map.at.getTime(), broadcastId: most.id, title: most.title, map: map.map } : null,
  }
}

function isCurrent({ state }: BroadcastWithin): boolean {
  return state !== 'ended'
}

function readRecent(of: TotalsPeriod, nowMs: number) {
  return readSeries(database(), { ...of, since: new Date(nowMs - RECENT_MS), until: new Date(nowMs) })
}

/** Of the newest slot that is told of in full. */
function throughputOf(series: Awaited<ReturnType<typeof readRecent>>, nowMs: number) {
  const whole = series.findLast(({ atMs }) => atMs + SLOT_MS <= settledAt(nowMs))
  return {
    originBytesPerSecond: ((whole?.originBytes ?? 0) * 1000) / SLOT_MS,
    peerBytesPerSecond: ((whole?.peerBytes ?? 0) * 1000) / SLOT_MS,
  }
}

type Past = Pick<DashboardEvent, 'totals' | 'check' | 'groups' | 'spanMs' | 'points' | 'slices' | 'sessions'>

async function readPast(
  scope: DashboardScope,
  { query, period, nowMs }: { query: DashboardQuery; period: Period; nowMs: number },
): Promise<Past> {
  const db = database()
  const until = new Date(period.toMs)
  const starts = slotStartsOf(period.fromMs, nowMs)
  const of = figuresOf(scope)
  // all that there is of a broadcast is of its time, however wide its slots are by now
  const isWhole = query.range === 'broadcast' && scope.broadcast !== null
  const totalsOf: TotalsPeriod = isWhole ? of : { ...of, since: starts.rollup, until }
  const slicesOf: TotalsPeriod = isWhole ? of : { ...of, since: starts.slice, until }
  const settledMs = Math.min(period.toMs, settledAt(nowMs))
  const isSettled = settledMs >= period.toMs
  const [settled, newest, viewerTotals, chart, audience, groups] = await Promise.all([
    readRungTotals(db, isSettled ? totalsOf : { ...totalsOf, until: new Date(settledMs) }),
    isSettled ? [] : readRungTotals(db, { ...totalsOf, since: new Date(settledMs) }),
    readViewerTotals(db, totalsOf),
    readChart(of, { period, settledMs, isWhole }),
    readSlices(db, slicesOf),
    readGroups(db, totalsOf),
  ])
  const rungTotals = [...settled, ...newest]
  // who watches a recording has figures in a time in which it was not live
  const ids = new Set(rungTotals.map(({ broadcastId }) => broadcastId))
  const named = await broadcastsWithin(db, { ids: [...ids] })
  const [only, ...others] = viewerTotals
  const peak =
    only && others.length === 0 ? only.peakViewers : Math.max(0, ...chart.points.map(({ viewers }) => viewers))
  return {
    totals: {
      ...addUpTotals(rungTotals),
      droppedReports: viewerTotals.reduce((total, { droppedReports }) => total + droppedReports, 0),
      peakViewers: peak,
    },
    check: checkOf(settled, settledMs),
    ...{ groups, ...chart, sessions: audience.sessions },
    slices: buildSlices({
      rungTotals,
      viewerTotals,
      audience,
      broadcasts: new Map(named.map((one) => [one.id, one])),
    }),
  }
}

type Chart = Pick<DashboardEvent, 'spanMs' | 'points'>

/** The whole of a broadcast has the fine points that were kept after its end, whatever its roll-ups are by now. */
async function readChart(
  of: TotalsPeriod,
  { period, settledMs, isWhole }: { period: Period; settledMs: number; isWhole: boolean },
): Promise<Chart> {
  const kept = isWhole && of.broadcastId ? await readKeptSeries(database(), of.broadcastId) : null
  const spanMs = kept?.spanMs ?? period.spanMs
  // up to there alone: a point that goes on is drawn for the part of it that is told
  const until = new Date(Math.max(settledMs, period.fromMs + SLOT_MS))
  const series =
    kept?.points ?? (await readSeries(database(), { ...of, since: new Date(period.fromMs), until, spanMs }))
  return { spanMs, points: finishPoints(series, { spanMs, untilMs: settledMs }) }
}

/** An operator sees all there is, deleted channels' too. */
function figuresOf({ broadcast, channelIds }: DashboardScope): TotalsPeriod {
  if (broadcast) return { broadcastId: broadcast.id }
  return channelIds === undefined ? {} : { channelIds }
}

function checkOf(rows: readonly RungTotals[], untilMs: number): DashboardEvent['check'] {
  const { claimed, measured } = addUpTotals(rows)
  return { untilMs, claimed, measured }
}

async function readServices(): Promise<DashboardEvent['services']> {
  const pulses = await listPulses(database())
  return pulses.map(({ service, at, startedAt, values }) => ({
    ...{ service, values, atMs: at.getTime(), startedAtMs: startedAt.getTime() },
  }))
}

function shownBroadcast(broadcast: BroadcastWithin): NonNullable<DashboardEvent['broadcast']> {
  const { id, slug, state, startedAtMs, endedAtMs } = broadcast
  return { id, slug, title: titleOf(broadcast), state, startedAtMs, endedAtMs }
}

function controlGroup(): DashboardEvent['control'] {
  const { most, controlShare, controlFrom } = serverConfig().p2p
  return most === 'off' || controlShare === 0 ? null : { share: controlShare, from: controlFrom }
}

const pollers = singleton('dashboard-pollers', () => new Map<string, SharedPoller<DashboardEvent>>())

type Followed = {
  accountId: string
  scope: DashboardScope
  query: DashboardQuery
  load: () => Promise<DashboardScope>
}

/** Shared by everyone who may see the same and wants the same; gone once nobody listens any more. */
export function followDashboard(
  { accountId, scope, query, load }: Followed,
  listener: (event: DashboardEvent) => void,
): () => void {
  // operators see the same; streamers, who may have no channel yet, never what another gets
  const key = `${scope.isOperator ? 'operator' : accountId} ${scopeKey(scope)} ${queryString(query)}`
  const poller =
    pollers().get(key) ??
    new SharedPoller({
      everyMs: EVERY_MS,
      // the broadcast that it is of may have ended since
      read: async () => readDashboard(await load(), query),
      onFailure: (error) => log().warn({ err: error }, 'the dashboard cannot be read; listeners keep the last'),
    })
  pollers().set(key, poller)
  const stop = poller.subscribe(listener)
  return () => {
    stop()
    if (poller.listeners === 0) pollers().delete(key)
  }
}
