/** A chart with its name, its meaning, its legend, and the same as a table. */

'use client'

import clsx from 'clsx'
import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Legend, type LegendMark } from '../../ui/legend.tsx'
import { ScrollRegion } from '../../ui/scroll-region.tsx'
import { Explain } from './explain.tsx'
import { useMeasures } from './use-measures.ts'

/** Rows of the table, the newest first; the export has them all. */
const TABLE_ROWS = 120

export type ChartColumn<Point> = {
  name: string
  read: (point: Point) => string
  /** How the chart draws it. */
  mark?: LegendMark
}

type ChartCardProps<Point> = {
  title: string
  /** Where the heading says more than the name does, such as a unit. */
  heading?: string
  explain: string
  points: readonly Point[]
  columns: readonly ChartColumn<Point>[]
  /** What the chart says, in a sentence. */
  summary: string
  isEmpty: boolean
  className?: string
  children: ReactNode
}

export function ChartCard<Point extends { atMs: number }>(props: ChartCardProps<Point>) {
  const { title, heading = title, explain, points, columns, summary, isEmpty, className, children } = props
  const words = useTranslations('dashboard')
  return (
    <Card
      title={heading}
      className={clsx('flex grow flex-col', className)}
      aside={
        <div className="flex items-center gap-3">
          <Legend series={columns} />
          <Explain figure={title}>{explain}</Explain>
        </div>
      }
    >
      {isEmpty ? (
        <p className="grid min-h-56 grow place-content-center rounded-xl bg-raised px-6 text-center text-ink-soft">
          {words('empty.range')}
        </p>
      ) : (
        <>
          <div role="img" aria-label={summary} className="relative min-h-56 grow sm:min-h-64">
            <div aria-hidden dir="ltr" className="absolute inset-0 text-xs">
              {children}
            </div>
          </div>
          <details className="mt-3">
            <summary className="inline-block min-h-6 text-sm font-medium text-ink-soft hover:text-ink">
              {words('charts.table')}
            </summary>
            <PointTable title={title} points={points.slice(-TABLE_ROWS).toReversed()} columns={columns} />
          </details>
        </>
      )}
    </Card>
  )
}

type PointTableProps<Point> = { title: string; points: readonly Point[]; columns: readonly ChartColumn<Point>[] }

function PointTable<Point extends { atMs: number }>({ title, points, columns }: PointTableProps<Point>) {
  const words = useTranslations('dashboard.charts')
  const show = useMeasures()
  const lengthMs = (points[0]?.atMs ?? 0) - (points.at(-1)?.atMs ?? 0)
  return (
    <ScrollRegion label={title} className="mt-3 max-h-80 rounded-xl border border-line">
      <table className="w-full text-end text-sm tabular-nums">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-raised text-ink-soft">
          <tr>
            <th scope="col" className="px-3 py-2 text-start font-medium">
              {words('time')}
            </th>
            {columns.map(({ name }) => (
              <th key={name} scope="col" className="px-3 py-2 text-end font-medium">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {points.map((point) => (
            <tr key={point.atMs}>
              <th scope="row" className="px-3 py-1.5 text-start font-normal whitespace-nowrap text-ink-soft">
                {show.time(point.atMs, lengthMs)}
              </th>
              {columns.map(({ name, read }) => (
                <td key={name} className="px-3 py-1.5 text-end whitespace-nowrap">
                  {read(point)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  )
}
