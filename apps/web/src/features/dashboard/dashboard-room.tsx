/** The dashboard: the figures that matter at a glance, the chart, and the cross-check. Moves by itself. */

'use client'

import { useState } from 'react'
import { Card } from '../../ui/card.tsx'
import { Choice } from '../../ui/choice.tsx'
import { formatBytes, formatDate, formatShare } from '../../ui/figures.ts'
import { Notice } from '../../ui/notice.tsx'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { useNow } from '../../ui/use-now.ts'
import { StatePill } from '../channels/state-pill.tsx'
import { CrossCheck } from './cross-check.tsx'
import { type DashboardEvent, type DashboardRange, dashboardEventSchema } from './dashboard-event.ts'
import { Figure } from './figure.tsx'
import { GroupCard } from './group-card.tsx'
import { ThroughputCard } from './throughput-card.tsx'

const RANGES = [
  { value: 'broadcast', label: 'This broadcast' },
  { value: 'hour', label: 'Last hour' },
  { value: 'start', label: 'Since the start' },
] as const
const A_MINUTE_MS = 60_000

export function DashboardRoom({ initial }: { initial: DashboardEvent }) {
  const [range, setRange] = useState<DashboardRange>('broadcast')
  const url = `/api/v1/dashboard/events?range=${range}`
  const { value, isConnected } = useEventStream(url, dashboardEventSchema, initial)
  const { broadcast, totals, viewers } = value
  const { claimed } = totals
  const now = useNow(A_MINUTE_MS)
  const watchedMs = totals.playedMs + totals.stalledMs
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-3xl font-semibold">Dashboard</h1>
          <div className="mt-2 flex min-h-7 flex-wrap items-center gap-3">
            {broadcast ? (
              <>
                <StatePill state={broadcast.state} />
                <span className="text-ink-soft">{broadcast.title}</span>
              </>
            ) : (
              <span className="text-ink-soft">Nothing has been broadcast yet. Figures appear here once it has.</span>
            )}
            {!isConnected && <span className="text-sm text-warn">Connection lost, trying again…</span>}
          </div>
        </div>
        <Choice label="Range" options={RANGES} value={range} onChange={setRange} />
      </div>

      {broadcast && broadcast.p2pPausedAtMs !== null && (
        <Notice tone="warn">
          <p className="font-medium">
            P2P is off for this broadcast{now !== null && ` since ${formatDate(broadcast.p2pPausedAtMs, now)}`}
          </p>
          <p className="text-sm text-ink-soft">
            Its viewers waited for the picture more with it than without. Everything comes from the origin until it is
            tried again, by itself.
          </p>
        </Notice>
      )}

      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line md:grid-cols-4">
        <Figure name="Watching now" value={String(viewers)} />
        <Figure name="Carried by viewers" value={formatShare(claimed.offload)} isStrong />
        <Figure
          name="Delivered"
          value={formatBytes(claimed.originBytes + claimed.peerBytes)}
          note={`${formatBytes(claimed.originBytes)} from the origin`}
        />
        <Figure name="Saved" value={formatBytes(claimed.peerBytes)} note="did not leave the origin" />
      </dl>

      <ThroughputCard points={value.points} spanMs={value.spanMs} />

      <div className="grid items-stretch gap-6 lg:grid-cols-2">
        <CrossCheck totals={totals} />
        <Card title="How it was to watch">
          <dl className="grid grid-cols-2 gap-x-6 gap-y-5">
            <Figure
              isBare
              name="Time spent waiting"
              value={watchedMs > 0 ? `${((totals.stalledMs / watchedMs) * 100).toFixed(2)} %` : '–'}
              note={`${totals.stalls} ${totals.stalls === 1 ? 'stall' : 'stalls'}`}
            />
            <Figure
              isBare
              name="Behind live"
              value={totals.latencyMs === null ? '–' : `${(totals.latencyMs / 1000).toFixed(1)} s`}
              note="on average"
            />
            <Figure
              isBare
              name="Segments rejected"
              value={String(totals.rejectedSegments)}
              note="wrong bytes from a peer"
            />
            <Figure
              isBare
              name="Reports dropped"
              value={String(totals.droppedReports)}
              note="malformed or impossible"
            />
          </dl>
        </Card>
        <GroupCard groups={value.groups} control={value.control} />
      </div>
    </div>
  )
}
