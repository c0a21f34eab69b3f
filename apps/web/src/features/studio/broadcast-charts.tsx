/** A broadcast over its time: viewers, who delivered, waiting and latency, chat. The table below them is for screen readers. */

'use client'

import type { ReactElement } from 'react'
import { Area, Bar, Line } from 'recharts'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Legend, type LegendMark } from '../../ui/legend.tsx'
import { type ChartAxis, ChartFrame } from '../dashboard/chart-frame.tsx'
import { selectRateUnit } from '../dashboard/rate-unit.ts'
import { useMeasures } from '../dashboard/use-measures.ts'
import type { Analytics } from './analytics-schema.ts'

type Points = Analytics['points']

const STILL = { isAnimationActive: false, dot: false, strokeWidth: 1.75 } as const
const LEAST_TOP = { viewers: 4, messages: 4, seconds: 4, waiting: 0.04 }

export function BroadcastCharts({ analytics }: { analytics: Analytics }) {
  const words = useTranslations('recordings.figures')
  const show = useMeasures()
  const { points, spanMs } = analytics
  const unit = selectRateUnit(points.map((point) => ({ ...point, coveredMs: spanMs })))
  const rateOf = (bytes: number) => (bytes * 8000) / spanMs / unit.bits
  const rates = points.map(({ atMs, originBytes, peerBytes, offload }) => ({
    ...{ atMs, origin: rateOf(originBytes), peers: rateOf(peerBytes), offload },
  }))
  const qualities = points.map(({ atMs, latencyMs, waitingShare }) => ({
    ...{ atMs, latency: latencyMs === null ? null : latencyMs / 1000, waiting: waitingShare },
  }))
  const top = <Row,>(rows: readonly Row[], read: (row: Row) => number | null, least = 0) =>
    Math.max(least, ...rows.map((row) => read(row) ?? 0))
  const count = (value: number) => show.number(value)
  const seconds = (value: number, places = 0) => words('seconds', { seconds: show.number(value, places) })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-2">
      <Chart
        title={words('viewersChart')}
        rows={points}
        axes={[
          { id: 'viewers', format: count, most: top(points, (one) => one.viewers, LEAST_TOP.viewers), isWhole: true },
        ]}
        tip={(_, value) => count(value)}
      >
        <Area
          {...STILL}
          yAxisId="viewers"
          dataKey="viewers"
          type="stepAfter"
          name={words('viewersChart')}
          stroke="var(--sea)"
          fill="var(--sea)"
          fillOpacity={0.25}
        />
      </Chart>
      <Chart
        title={words('bytesChartIn', { unit: unit.name })}
        series={[
          { name: words('origin'), mark: 'sand' },
          { name: words('peers'), mark: 'sea' },
          { name: words('offload'), mark: 'ink' },
        ]}
        rows={rates}
        axes={[
          {
            ...{ id: 'rate', format: (value) => show.number(value, value > 0 && value < 10 ? 1 : 0) },
            most: top(rates, (one) => one.origin + one.peers),
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
        <Line {...STILL} yAxisId="share" dataKey="offload" name={words('offload')} stroke="var(--ink)" />
      </Chart>
      <Chart
        title={words('qualityChart')}
        series={[
          { name: words('latency'), mark: 'sea-line' },
          { name: words('waiting'), mark: 'live-line' },
        ]}
        rows={qualities}
        axes={[
          {
            ...{ id: 'seconds', format: (value) => seconds(value), isWhole: true },
            most: top(qualities, (one) => one.latency, LEAST_TOP.seconds),
          },
          {
            ...{ id: 'share', format: (value) => show.share(value), isSecond: true },
            most: top(qualities, (one) => one.waiting, LEAST_TOP.waiting),
          },
        ]}
        tip={(name, value) => (name === words('waiting') ? show.ratio(value) : seconds(value, 1))}
      >
        <Line {...STILL} connectNulls yAxisId="seconds" dataKey="latency" name={words('latency')} stroke="var(--sea)" />
        <Line {...STILL} connectNulls yAxisId="share" dataKey="waiting" name={words('waiting')} stroke="var(--live)" />
      </Chart>
      <Chart
        title={words('chatChart')}
        rows={points}
        axes={[
          {
            ...{ id: 'messages', format: count, isWhole: true },
            most: top(points, (one) => one.chatMessages, LEAST_TOP.messages),
          },
        ]}
        tip={(_, value) => count(value)}
      >
        <Bar
          yAxisId="messages"
          dataKey="chatMessages"
          name={words('chat')}
          fill="var(--sea)"
          isAnimationActive={false}
        />
      </Chart>
    </div>
  )
}

type ChartProps = {
  title: string
  /** For the legend, where there is more than one. */
  series?: readonly { name: string; mark: LegendMark }[]
  rows: Pick<Points[number], 'atMs'>[]
  axes: readonly ChartAxis[]
  tip: (name: string, value: number) => string
  children: ReactElement | ReactElement[]
}

function Chart({ title, series = [], rows, axes, tip, children }: ChartProps) {
  return (
    <Card title={title} aside={<Legend series={series} />}>
      <div className="h-52 text-xs sm:h-60" dir="ltr" aria-hidden="true">
        <ChartFrame {...{ rows, axes, tip }}>{children}</ChartFrame>
      </div>
    </Card>
  )
}
