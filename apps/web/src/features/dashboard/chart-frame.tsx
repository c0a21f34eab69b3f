/** What all charts over time have in common: axes, grid and tip, in the page's colours and direction. */

'use client'

import type { ReactNode } from 'react'
import { CartesianGrid, ComposedChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { useLocale } from 'use-intl/react'
import { directionOf } from '../../i18n/locale-names.ts'
import { niceTicks } from './nice-ticks.ts'
import { useMeasures } from './use-measures.ts'

const TICK = { fill: 'var(--ink-soft)' }
export const STILL = { isAnimationActive: false } as const

export type ChartAxis = {
  id: string
  format: (value: number) => string
  /** From 0 up to here, rounded up. */
  most: number
  /** It counts something. */
  isWhole?: boolean
  ticks?: number[]
  isSecond?: boolean
}

type ChartFrameProps = {
  rows: readonly { atMs: number }[]
  axes: readonly ChartAxis[]
  /** Of the value of a series, by its name. */
  tip: (name: string, value: number) => string
  children: ReactNode
}

export function ChartFrame({ rows, axes, tip, children }: ChartFrameProps) {
  const show = useMeasures()
  const isReversed = directionOf(useLocale()) === 'rtl'
  const lengthMs = (rows.at(-1)?.atMs ?? 0) - (rows[0]?.atMs ?? 0)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart data={[...rows]} margin={{ top: 8, right: 4, bottom: 0, left: 4 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} yAxisId={axes[0]?.id ?? ''} stroke="var(--line)" />
        <XAxis
          dataKey="atMs"
          type="number"
          reversed={isReversed}
          domain={['dataMin', 'dataMax']}
          tickFormatter={(atMs: number) => show.time(atMs, lengthMs)}
          minTickGap={48}
          tick={TICK}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
        />
        {axes.map(({ id, format, most, isWhole = false, ticks = niceTicks(most, { isWhole }), isSecond = false }) => (
          <YAxis
            key={id}
            yAxisId={id}
            orientation={isSecond === isReversed ? 'left' : 'right'}
            width={52}
            domain={[0, ticks.at(-1) ?? most]}
            ticks={ticks}
            interval={0}
            tickFormatter={format}
            tick={TICK}
            tickLine={false}
            axisLine={false}
          />
        ))}
        <Tooltip
          {...STILL}
          labelFormatter={(label) => show.time(Number(label), lengthMs)}
          formatter={(value, name) => [tip(String(name), Number(value)), String(name)]}
          contentStyle={{
            ...{ background: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: 10 },
            color: 'var(--ink)',
          }}
          itemStyle={{ color: 'var(--ink)' }}
        />
        {children}
      </ComposedChart>
    </ResponsiveContainer>
  )
}
