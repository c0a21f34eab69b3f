/** Throughput over time, as a chart and as the table behind it. */

'use client'

import { Card } from '../../ui/card.tsx'
import { formatRate, formatShare } from '../../ui/figures.ts'
import type { DashboardPoint } from './dashboard-event.ts'
import { selectRateUnit } from './rate-unit.ts'
import { ThroughputChart } from './throughput-chart.tsx'

/** Rows of the table; the chart has them all. */
const TABLE_ROWS = 60

export function ThroughputCard({ points, spanMs }: { points: DashboardPoint[]; spanMs: number }) {
  const isEmpty = points.every((point) => point.originBytes + point.peerBytes === 0)
  const unit = selectRateUnit(points, spanMs)
  return (
    <Card title={`Throughput in ${unit.name}`} aside={<Legend />}>
      {isEmpty ? (
        <p className="grid h-64 place-content-center rounded-xl bg-raised px-6 text-center text-ink-soft">
          Nobody has watched in this range yet.
        </p>
      ) : (
        <>
          <ThroughputChart points={points} spanMs={spanMs} unit={unit} />
          <details className="mt-4">
            <summary className="text-sm font-medium text-ink-soft">The same as a table</summary>
            <div className="mt-3 max-h-80 overflow-auto rounded-xl border border-line">
              <PointTable points={points.slice(-TABLE_ROWS).reverse()} spanMs={spanMs} />
            </div>
          </details>
        </>
      )}
    </Card>
  )
}

function Legend() {
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-soft">
      <li className="flex items-center gap-2">
        <span aria-hidden className="size-3 rounded-sm bg-sea/75" /> Peers
      </li>
      <li className="flex items-center gap-2">
        <span aria-hidden className="size-3 rounded-sm bg-sand" /> Origin
      </li>
      <li className="flex items-center gap-2">
        <span aria-hidden className="h-0.5 w-4 bg-ink" /> Offload
      </li>
    </ul>
  )
}

function PointTable({ points, spanMs }: { points: DashboardPoint[]; spanMs: number }) {
  const seconds = spanMs / 1000
  return (
    <table className="w-full text-right text-sm tabular-nums">
      <thead className="sticky top-0 bg-raised text-ink-soft">
        <tr>
          <th scope="col" className="px-3 py-2 text-left font-medium">
            Time
          </th>
          <th scope="col" className="px-3 py-2 font-medium">
            Viewers
          </th>
          <th scope="col" className="px-3 py-2 font-medium">
            Origin
          </th>
          <th scope="col" className="px-3 py-2 font-medium">
            Peers
          </th>
          <th scope="col" className="px-3 py-2 font-medium">
            Offload
          </th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {points.map((point) => (
          <tr key={point.atMs}>
            <th scope="row" className="px-3 py-1.5 text-left font-normal whitespace-nowrap">
              {new Date(point.atMs).toLocaleTimeString()}
            </th>
            <td className="px-3 py-1.5">{point.viewers}</td>
            <td className="px-3 py-1.5 whitespace-nowrap">{formatRate(point.originBytes / seconds)}</td>
            <td className="px-3 py-1.5 whitespace-nowrap">{formatRate(point.peerBytes / seconds)}</td>
            <td className="px-3 py-1.5 whitespace-nowrap">{formatShare(point.offload)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
