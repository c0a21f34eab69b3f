/** Origin and peers stacked, offload as a line against the right-hand scale. The table beside it is for screen readers. */

'use client'

import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatShare } from '../../ui/figures.ts'
import type { DashboardPoint } from './dashboard-event.ts'
import type { RateUnit } from './rate-unit.ts'

const DAY_MS = 86_400_000
const SHORT_MS = 600_000

type ThroughputChartProps = { points: DashboardPoint[]; spanMs: number; unit: RateUnit }

export function ThroughputChart({ points, spanMs, unit }: ThroughputChartProps) {
  const rate = (bytes: number) => (bytes * 8) / (spanMs / 1000) / unit.bits
  const rows = points.map((point) => ({
    atMs: point.atMs,
    origin: rate(point.originBytes),
    peers: rate(point.peerBytes),
    offload: point.offload,
  }))
  const lengthMs = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0)
  const time = (atMs: number) =>
    new Date(atMs).toLocaleString(undefined, {
      ...(lengthMs > DAY_MS && { month: 'short', day: 'numeric' }),
      hour: '2-digit',
      minute: '2-digit',
      ...(lengthMs < SHORT_MS && { second: '2-digit' }),
    })
  return (
    <div className="-ml-2 h-72 text-xs sm:h-80" aria-hidden="true">
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart data={rows} margin={{ top: 8, right: 0, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="atMs"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={time}
            minTickGap={48}
            tick={{ fill: 'var(--ink-soft)' }}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
          />
          <YAxis yAxisId="rate" width={44} tick={{ fill: 'var(--ink-soft)' }} tickLine={false} axisLine={false} />
          <YAxis
            yAxisId="share"
            orientation="right"
            width={44}
            domain={[0, 1]}
            ticks={[0, 0.5, 1]}
            tickFormatter={(share: number) => formatShare(share)}
            tick={{ fill: 'var(--ink-soft)' }}
            tickLine={false}
            axisLine={false}
          />
          <Tooltip
            labelFormatter={(label) => new Date(Number(label)).toLocaleTimeString()}
            formatter={(value, name) => [
              name === 'Offload' ? formatShare(Number(value)) : `${Number(value).toFixed(1)} ${unit.name}`,
              name,
            ]}
            contentStyle={{
              background: 'var(--surface)',
              border: '1px solid var(--line-strong)',
              borderRadius: 10,
              color: 'var(--ink)',
            }}
          />
          <Area
            yAxisId="rate"
            dataKey="origin"
            name="Origin"
            stackId="bytes"
            stroke="var(--sand)"
            fill="var(--sand)"
            fillOpacity={0.85}
            isAnimationActive={false}
          />
          <Area
            yAxisId="rate"
            dataKey="peers"
            name="Peers"
            stackId="bytes"
            stroke="var(--sea)"
            fill="var(--sea)"
            fillOpacity={0.6}
            isAnimationActive={false}
          />
          <Line
            yAxisId="share"
            dataKey="offload"
            name="Offload"
            stroke="var(--ink)"
            strokeWidth={1.75}
            dot={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  )
}
