/** The slices of the dashboard, from what was summed by broadcast and rung, and by browser, country and mode. Pure. */

import type { RungTotals, ViewerTotals } from '@shoal/db/analytics'
import type { Slices as AudienceSlices, SliceTotals } from '@shoal/db/audience-slices'
import type { BroadcastWithin } from '@shoal/db/broadcasts-within'
import type { DashboardEvent, DashboardSlice } from './dashboard-event.ts'

/** Where the tracker sums what belongs to no rung. */
const NO_RUNG = 'all'

type Summed = {
  rungTotals: readonly RungTotals[]
  viewerTotals: readonly ViewerTotals[]
  audience: AudienceSlices
  broadcasts: ReadonlyMap<string, BroadcastWithin>
}

export function buildSlices({ rungTotals, viewerTotals, audience, broadcasts }: Summed): DashboardEvent['slices'] {
  const peaks = new Map(viewerTotals.map(({ broadcastId, peakViewers }) => [broadcastId, peakViewers]))
  const byBroadcast = groupBy(rungTotals, ({ broadcastId }) => broadcastId).map(({ id, rows }) => {
    const broadcast = broadcasts.get(id)
    return {
      ...addUp(rows),
      ...{ id, name: broadcast ? titleOf(broadcast) : '', peakViewers: peaks.get(id) ?? 0 },
      ...(broadcast && { startedAtMs: broadcast.startedAtMs }),
    }
  })
  const byChannel = groupBy(rungTotals, ({ broadcastId }) => broadcasts.get(broadcastId)?.slug ?? '').map(
    ({ id, rows }) => {
      const of = [...broadcasts.values()].find(({ slug }) => slug === id)
      return { ...addUp(rows), id, name: of?.channelTitle ?? '' }
    },
  )
  const byRung = groupBy(rungTotals, ({ rung }) => rung)
    .filter(({ id }) => id !== NO_RUNG)
    .map(({ id, rows }) => ({ ...addUp(rows), id, name: id }))
  return {
    ...{ channels: mostFirst(byChannel), broadcasts: mostFirst(byBroadcast), rungs: mostFirst(byRung) },
    ...{ browsers: named(audience.browsers), countries: named(audience.countries), modes: named(audience.modes) },
  }
}

export function titleOf({ title, channelTitle }: Pick<BroadcastWithin, 'title' | 'channelTitle'>): string {
  return title || channelTitle
}

function named(slices: readonly SliceTotals[]): DashboardSlice[] {
  return mostFirst(
    slices.map(({ name, originBytes, peerBytes, playedMs, stalledMs, latencyMs, firstFrameMs }) => ({
      ...{ id: name, name, originBytes, peerBytes, playedMs, stalledMs, latencyMs, firstFrameMs },
    })),
  )
}

function mostFirst(slices: DashboardSlice[]): DashboardSlice[] {
  const bytes = ({ originBytes, peerBytes }: DashboardSlice) => originBytes + peerBytes
  const somethingOf = slices.filter((slice) => bytes(slice) + slice.playedMs > 0)
  return somethingOf.sort((a, b) => bytes(b) - bytes(a) || a.id.localeCompare(b.id))
}

function addUp(rows: readonly RungTotals[]): Omit<DashboardSlice, 'id' | 'name'> {
  const sum = { originBytes: 0, peerBytes: 0, playedMs: 0, stalledMs: 0 }
  let [latencySumMs, latencyCount, firstFrameSumMs, firstFrameCount] = [0, 0, 0, 0]
  for (const row of rows) {
    sum.originBytes += row.originBytes
    sum.peerBytes += row.peerBytes
    sum.playedMs += row.playedMs
    sum.stalledMs += row.stalledMs
    latencySumMs += row.latencySumMs
    latencyCount += row.latencyCount
    firstFrameSumMs += row.firstFrameSumMs
    firstFrameCount += row.firstFrameCount
  }
  return {
    ...sum,
    latencyMs: latencyCount > 0 ? latencySumMs / latencyCount : null,
    firstFrameMs: firstFrameCount > 0 ? firstFrameSumMs / firstFrameCount : null,
  }
}

function groupBy<Row>(rows: readonly Row[], idOf: (row: Row) => string): { id: string; rows: Row[] }[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const known = groups.get(idOf(row))
    if (known) known.push(row)
    else groups.set(idOf(row), [row])
  }
  return [...groups].map(([id, of]) => ({ id, rows: of }))
}
