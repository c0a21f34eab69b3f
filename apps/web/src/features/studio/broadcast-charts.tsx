/** A broadcast over its time: viewers, who delivered, waiting and latency, chat. The table beside them is for screen readers. */

'use client'

import type { ReactElement } from 'react'
import { Area, Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useFormatter, useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import type { Analytics } from './analytics-schema.ts'

const TICK = { fill: 'var(--ink-soft)' }

export function BroadcastCharts({ analytics }: { analytics: Analytics }) {
  const words = useTranslations('recordings')
  const format = useFormatter()
  const figures = useFigures()
  const { points, spanMs } = analytics
  const rate = (bytes: number) => figures.rate(bytes / (spanMs / 1000))
  const percent = (share: number) => format.number(share, { style: 'percent', maximumFractionDigits: 1 })
  const count = (value: number) => format.number(value)
  const still = { isAnimationActive: false, dot: false, strokeWidth: 1.75 } as const
  const seconds = (ms: number) =>
    words('figures.seconds', { seconds: format.number(ms / 1000, { maximumFractionDigits: 1 }) })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 lg:grid-cols-2">
      <Chart title={words('figures.viewersChart')} rows={points} write={{ viewers: count }} left={count}>
        <Area
          yAxisId="left"
          dataKey="viewers"
          type="stepAfter"
          name={words('figures.viewersChart')}
          stroke="var(--sea)"
          fill="var(--sea)"
          fillOpacity={0.25}
          {...still}
        />
      </Chart>
      <Chart
        title={words('figures.bytesChart')}
        rows={points}
        write={{ originBytes: rate, peerBytes: rate, offload: percent }}
        left={rate}
        right={percent}
      >
        <Area
          yAxisId="left"
          dataKey="originBytes"
          name={words('figures.origin')}
          stackId="bytes"
          stroke="var(--sand)"
          fill="var(--sand)"
          fillOpacity={0.85}
          {...still}
        />
        <Area
          yAxisId="left"
          dataKey="peerBytes"
          name={words('figures.peers')}
          stackId="bytes"
          stroke="var(--sea)"
          fill="var(--sea)"
          fillOpacity={0.6}
          {...still}
        />
        <Line yAxisId="right" dataKey="offload" name={words('figures.offload')} stroke="var(--ink)" {...still} />
      </Chart>
      <Chart
        title={words('figures.qualityChart')}
        rows={points}
        write={{ latencyMs: seconds, waitingShare: percent }}
        left={seconds}
        right={percent}
      >
        <Line yAxisId="left" dataKey="latencyMs" name={words('figures.latency')} stroke="var(--sea)" {...still} />
        <Line yAxisId="right" dataKey="waitingShare" name={words('figures.waiting')} stroke="var(--live)" {...still} />
      </Chart>
      <Chart title={words('figures.chatChart')} rows={points} write={{ chatMessages: count }} left={count}>
        <Bar
          yAxisId="left"
          dataKey="chatMessages"
          name={words('figures.chat')}
          fill="var(--sea)"
          isAnimationActive={false}
        />
      </Chart>
    </div>
  )
}

type ChartProps = {
  title: string
  rows: Analytics['points']
  /** How each field's values are written, by its name. */
  write: Partial<Record<keyof Analytics['points'][number], (value: number) => string>>
  left: (value: number) => string
  right?: (value: number) => string
  children: ReactElement | ReactElement[]
}

function Chart({ title, rows, write, left, right, children }: ChartProps) {
  const format = useFormatter()
  const time = (atMs: number) => format.dateTime(atMs, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return (
    <Card title={title}>
      <div className="-ms-2 h-52 text-xs sm:h-60" dir="ltr" aria-hidden="true">
        <ResponsiveContainer width="100%" height="100%">
          <ComposedChart data={rows} margin={{ top: 8, right: 4, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke="var(--line)" />
            <XAxis
              dataKey="atMs"
              type="number"
              domain={['dataMin', 'dataMax']}
              tickFormatter={time}
              minTickGap={48}
              tick={TICK}
              tickLine={false}
              axisLine={{ stroke: 'var(--line-strong)' }}
            />
            <YAxis
              yAxisId="left"
              width={62}
              tickFormatter={left}
              allowDecimals={false}
              tick={TICK}
              tickLine={false}
              axisLine={false}
            />
            {right && (
              <YAxis
                yAxisId="right"
                orientation="right"
                width={44}
                domain={[0, 'auto']}
                tickFormatter={right}
                tick={TICK}
                tickLine={false}
                axisLine={false}
              />
            )}
            <Tooltip
              labelFormatter={(label) => time(Number(label))}
              formatter={(value, name, item) => {
                const by = write[String(item.dataKey) as keyof typeof write]
                return [by ? by(Number(value)) : String(value), name]
              }}
              contentStyle={{
                background: 'var(--surface)',
                border: '1px solid var(--line-strong)',
                borderRadius: 10,
                color: 'var(--ink)',
              }}
            />
            {children}
          </ComposedChart>
        </ResponsiveContainer>
      </div>
    </Card>
  )
}
