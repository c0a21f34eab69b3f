/** Reads what the dashboard shows, for everyone who looks at the same range together. */

import { readSeries, readTotals } from '@shoal/db/analytics'
import { readGroups } from '@shoal/db/audience-groups'
import { currentNotices } from '@shoal/db/broadcast-notices'
import { channelStates, latestBroadcast } from '@shoal/db/broadcasts'
import { listChannels } from '@shoal/db/channels'
import { SLOT_MS } from '@shoal/db/roll-ups'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { log } from '../../server/log.ts'
import { SharedPoller } from '../../server/shared-poller.ts'
import { singleton } from '../../server/singleton.ts'
import type { DashboardEvent, DashboardRange } from './dashboard-event.ts'
import { dropUnfinished, mergePoints } from './merge-points.ts'

const EVERY_MS = 2000
const HOUR_MS = 3600_000
/** The chart of "since the start" goes back at most this far; its sums go back to the first broadcast. */
const LONGEST_SERIES_MS = 7 * 24 * HOUR_MS
const POINTS_AT_MOST = 240
/** How far back to look for the number of present viewers: reports of a slot are summed when it is over. */
const WHOLE_SLOTS_BACK = 2

export async function readDashboard(range: DashboardRange): Promise<DashboardEvent> {
  const nowMs = Date.now()
  const newest = await newestBroadcast()
  const broadcastId = range === 'broadcast' ? newest?.id : undefined
  const sinceMs = await startOf(range, nowMs, newest)
  const since = range === 'hour' ? new Date(sinceMs) : undefined
  const endMs = range === 'broadcast' ? (newest?.endedAtMs ?? nowMs) : nowMs
  const [totals, groups, notices, series, latest] = await Promise.all([
    readTotals(database(), { broadcastId, since }),
    readGroups(database(), { broadcastId, since }),
    newest && newest.state !== 'ended' ? currentNotices(database(), newest.id) : [],
    readSeries(database(), {
      broadcastId,
      since: new Date(Math.max(sinceMs, endMs - LONGEST_SERIES_MS)),
      until: new Date(Math.max(endMs, sinceMs + 1)),
    }),
    readSeries(database(), { since: new Date(nowMs - WHOLE_SLOTS_BACK * SLOT_MS), until: new Date(nowMs) }),
  ])
  const plain = series.map(plainPoint)
  const isOver = range === 'broadcast' && newest?.state === 'ended'
  return {
    broadcast: newest && {
      slug: newest.slug,
      title: newest.title,
      state: newest.state,
      startedAtMs: newest.startedAtMs,
      p2pPausedAtMs: notices.find(({ kind }) => kind === 'p2p-paused')?.atMs ?? null,
    },
    viewers: newest && newest.state !== 'ended' ? (latest.findLast(({ viewers }) => viewers > 0)?.viewers ?? 0) : 0,
    totals,
    groups,
    control: controlGroup(),
    ...mergePoints(isOver ? plain : dropUnfinished(plain), { slotMs: SLOT_MS, atMost: POINTS_AT_MOST }),
  }
}

function controlGroup(): DashboardEvent['control'] {
  const { most, controlShare, controlFrom } = serverConfig().p2p
  return most === 'off' || controlShare === 0 ? null : { share: controlShare, from: controlFrom }
}

type Newest = NonNullable<Awaited<ReturnType<typeof newestBroadcast>>>

/** One that is going on before one that has ended, then by its start. */
async function newestBroadcast() {
  const [channels, states] = await Promise.all([listChannels(database()), channelStates(database())])
  const found = await Promise.all(
    channels
      .filter(({ id }) => states.some(({ channelId, broadcast }) => channelId === id && broadcast !== null))
      .map(async (channel) => ({ channel, broadcast: await latestBroadcast(database(), channel.id) })),
  )
  const candidates = found.flatMap(({ channel, broadcast }) =>
    broadcast
      ? [
          {
            id: broadcast.id,
            slug: channel.slug,
            title: channel.title,
            state: broadcast.state,
            startedAtMs: broadcast.startedAt.getTime(),
            endedAtMs: broadcast.endedAt?.getTime() ?? null,
          },
        ]
      : [],
  )
  const rank = (one: (typeof candidates)[number]) => (one.state === 'ended' ? 0 : 1)
  return candidates.sort((a, b) => rank(b) - rank(a) || b.startedAtMs - a.startedAtMs)[0] ?? null
}

async function startOf(range: DashboardRange, nowMs: number, newest: Newest | null): Promise<number> {
  if (range === 'hour') return nowMs - HOUR_MS
  if (range === 'broadcast') return newest?.startedAtMs ?? nowMs
  const [first] = await listChannels(database())
  return first?.createdAt.getTime() ?? nowMs
}

function plainPoint({
  atMs,
  viewers,
  originBytes,
  peerBytes,
  offload,
  measuredOriginBytes,
}: DashboardEvent['points'][number]) {
  return { atMs, viewers, originBytes, peerBytes, offload, measuredOriginBytes }
}

const pollers = singleton('dashboard-pollers', () => new Map<DashboardRange, SharedPoller<DashboardEvent>>())

export function dashboardPoller(range: DashboardRange): SharedPoller<DashboardEvent> {
  const known = pollers().get(range)
  if (known) return known
  const poller = new SharedPoller({
    everyMs: EVERY_MS,
    read: () => readDashboard(range),
    onFailure: (error) => log().warn({ err: error }, 'the dashboard cannot be read; listeners keep the last'),
  })
  pollers().set(range, poller)
  return poller
}
