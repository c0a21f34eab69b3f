/** The dashboard's charts over time. */

'use client'

import { Area, Line, ReferenceLine } from 'recharts'
import { useTranslations } from 'use-intl/react'
import { ChartCard, type ChartColumn } from './chart-card.tsx'
import { ChartFrame, STILL } from './chart-frame.tsx'
import type { DashboardPoint } from './dashboard-event.ts'
import { selectRateUnit } from './rate-unit.ts'
import { BAD_ABOVE, GOOD_BELOW, rebufferRatio } from './rebuffer-band.ts'
import { useMeasures } from './use-measures.ts'

type Points = { points: readonly DashboardPoint[] }

function useSummary(points: readonly DashboardPoint[]) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const [first, last] = [points[0]?.atMs ?? 0, points.at(-1)?.atMs ?? 0]
  return (title: string, highest: string) =>
    words('summary', {
      ...{ title, count: points.length, from: show.time(first, last - first), to: show.time(last, last - first) },
      highest: words('highest', { value: highest }),
    })
}

const bytesPerSecond = (bytes: number, { coveredMs }: DashboardPoint) => (bytes * 1000) / coveredMs

export function ThroughputChart({ points }: Points) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const summary = useSummary(points)
  const unit = selectRateUnit(points)
  const rows = points.map((point) => ({
    atMs: point.atMs,
    origin: (bytesPerSecond(point.originBytes, point) * 8) / unit.bits,
    peers: (bytesPerSecond(point.peerBytes, point) * 8) / unit.bits,
    offload: point.offload,
  }))
  const columns: ChartColumn<DashboardPoint>[] = [
    { name: words('peers'), mark: 'sea', read: (one) => show.rate(bytesPerSecond(one.peerBytes, one)) },
    { name: words('origin'), mark: 'sand', read: (one) => show.rate(bytesPerSecond(one.originBytes, one)) },
    { name: words('measured'), read: (one) => show.rate(bytesPerSecond(one.measuredOriginBytes, one)) },
    { name: words('offload'), mark: 'ink', read: (one) => show.share(one.offload) },
  ]
  const highest = Math.max(0, ...points.map((one) => bytesPerSecond(one.originBytes + one.peerBytes, one)))
  return (
    <ChartCard
      title={words('throughput')}
      heading={words('throughputIn', { unit: unit.name })}
      explain={words('throughputExplain')}
      summary={summary(words('throughput'), show.rate(highest))}
      isEmpty={highest === 0}
      {...{ points, columns }}
    >
      <ChartFrame
        rows={rows}
        axes={[
          {
            id: 'rate',
            format: (value) => show.number(value, value > 0 && value < 10 ? 1 : 0),
            most: (highest * 8) / unit.bits,
          },
          { id: 'share', format: (value) => show.share(value), most: 1, ticks: [0, 0.5, 1], isSecond: true },
        ]}
        tip={(name, value) => (name === words('offload') ? show.share(value) : `${show.number(value, 1)} ${unit.name}`)}
      >
        <Area
          {...STILL}
          yAxisId="rate"
          dataKey="origin"
          name={words('origin')}
          stackId="bytes"
          stroke="var(--sand)"
          fill="var(--sand)"
          fillOpacity={0.85}
        />
        <Area
          {...STILL}
          yAxisId="rate"
          dataKey="peers"
          name={words('peers')}
          stackId="bytes"
          stroke="var(--sea)"
          fill="var(--sea)"
          fillOpacity={0.6}
        />
        <Line
          {...STILL}
          yAxisId="share"
          dataKey="offload"
          name={words('offload')}
          stroke="var(--ink)"
          strokeWidth={1.75}
          dot={false}
        />
      </ChartFrame>
    </ChartCard>
  )
}

export function ViewersChart({ points }: Points) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const summary = useSummary(points)
  const highest = Math.max(0, ...points.map(({ viewers }) => viewers))
  return (
    <ChartCard
      title={words('viewers')}
      explain={words('viewersExplain')}
      summary={summary(words('viewers'), show.number(highest))}
      isEmpty={highest === 0}
      points={points}
      columns={[{ name: words('viewers'), mark: 'sea', read: ({ viewers }) => show.number(viewers) }]}
    >
      <ChartFrame
        rows={points}
        axes={[{ id: 'viewers', format: (value) => show.number(value), most: Math.max(4, highest), isWhole: true }]}
        tip={(_, value) => show.number(value)}
      >
        <Area
          {...STILL}
          yAxisId="viewers"
          type="stepAfter"
          dataKey="viewers"
          name={words('viewers')}
          stroke="var(--sea)"
          strokeWidth={1.75}
          fill="var(--sea)"
          fillOpacity={0.18}
        />
      </ChartFrame>
    </ChartCard>
  )
}

export function WaitingChart({ points }: Points) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const summary = useSummary(points)
  const rows = points.map((point) => ({ atMs: point.atMs, ratio: rebufferRatio(point) }))
  const highest = Math.max(0, ...rows.map(({ ratio }) => ratio ?? 0))
  return (
    <ChartCard
      title={words('waiting')}
      explain={words('waitingExplain')}
      summary={summary(words('waiting'), show.ratio(highest))}
      isEmpty={rows.every(({ ratio }) => ratio === null)}
      points={points}
      columns={[
        { name: words('played'), read: ({ playedMs }) => show.watched(playedMs) },
        { name: words('stalled'), read: ({ stalledMs }) => show.seconds(stalledMs) },
        { name: words('ratio'), mark: 'sand', read: (point) => show.ratio(rebufferRatio(point)) },
      ]}
    >
      <ChartFrame
        rows={rows}
        axes={[{ id: 'ratio', format: (value) => show.share(value), most: Math.max(0.04, highest) }]}
        tip={(_, value) => show.ratio(value)}
      >
        <ReferenceLine yAxisId="ratio" y={GOOD_BELOW} stroke="var(--ink-soft)" strokeDasharray="4 4" />
        <ReferenceLine yAxisId="ratio" y={BAD_ABOVE} stroke="var(--bad)" strokeDasharray="4 4" />
        <Area
          {...STILL}
          yAxisId="ratio"
          dataKey="ratio"
          name={words('ratio')}
          stroke="var(--sand)"
          fill="var(--sand)"
          fillOpacity={0.5}
        />
      </ChartFrame>
    </ChartCard>
  )
}

export function QualityChart({ points }: Points) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const summary = useSummary(points)
  const seconds = (ms: number | null) => (ms === null ? null : ms / 1000)
  const rows = points.map(({ atMs, latencyMs, firstFrameMs }) => ({
    ...{ atMs, latency: seconds(latencyMs), firstFrame: seconds(firstFrameMs) },
  }))
  const highest = Math.max(
    0,
    ...points.map(({ latencyMs, firstFrameMs }) => Math.max(latencyMs ?? 0, firstFrameMs ?? 0)),
  )
  return (
    <ChartCard
      title={words('quality')}
      explain={words('qualityExplain')}
      summary={summary(words('quality'), show.seconds(highest))}
      isEmpty={highest === 0}
      points={points}
      columns={[
        { name: words('latency'), mark: 'ink', read: ({ latencyMs }) => show.seconds(latencyMs) },
        { name: words('firstFrame'), mark: 'sea', read: ({ firstFrameMs }) => show.seconds(firstFrameMs) },
      ]}
    >
      <ChartFrame
        rows={rows}
        axes={[
          {
            ...{ id: 'seconds', format: (value) => words('seconds', { value: show.number(value) }) },
            ...{ most: Math.max(4, highest / 1000), isWhole: true },
          },
        ]}
        tip={(_, value) => words('seconds', { value: show.number(value, 1) })}
      >
        <Line
          {...STILL}
          connectNulls
          yAxisId="seconds"
          dataKey="latency"
          name={words('latency')}
          stroke="var(--ink)"
          strokeWidth={1.75}
          dot={false}
        />
        <Line
          {...STILL}
          connectNulls
          yAxisId="seconds"
          dataKey="firstFrame"
          name={words('firstFrame')}
          stroke="var(--sea)"
          strokeWidth={1.75}
          dot={false}
        />
      </ChartFrame>
    </ChartCard>
  )
}
