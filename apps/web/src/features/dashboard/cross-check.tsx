/** Claimed beside measured: the reason to trust the dashboard. */

import { Card } from '../../ui/card.tsx'
import { formatBytes, formatShare } from '../../ui/figures.ts'
import { Notice } from '../../ui/notice.tsx'
import { compareOffload } from './compare-offload.ts'
import type { DashboardEvent } from './dashboard-event.ts'

export function CrossCheck({ totals: { claimed, measured } }: { totals: DashboardEvent['totals'] }) {
  const comparison = compareOffload(claimed.offload, measured.offload)
  return (
    <Card title="Can these figures be trusted?">
      <table className="w-full text-left tabular-nums">
        <thead className="text-sm text-ink-soft">
          <tr>
            <td />
            <th scope="col" className="pb-2 text-right font-medium">
              Players claim
            </th>
            <th scope="col" className="pb-2 text-right font-medium">
              Origin measured
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-y border-line">
          <Row
            name="Offload"
            claimed={formatShare(claimed.offload)}
            measured={formatShare(measured.offload)}
            isStrong
          />
          <Row
            name="Origin sent"
            claimed={formatBytes(claimed.originBytes)}
            measured={formatBytes(measured.originBytes)}
          />
          <Row
            name="Delivered"
            claimed={formatBytes(claimed.originBytes + claimed.peerBytes)}
            measured={formatBytes(measured.deliveredBytes)}
          />
        </tbody>
      </table>
      <p className="mt-3 text-sm text-ink-soft">
        Segments only. Playlists and first parts came to {formatBytes(measured.playlistAndInitBytes)} more.
      </p>
      <div className="mt-4">
        {comparison.kind === 'nothing-yet' && (
          <Notice>Nothing to compare yet: nobody has watched in this range.</Notice>
        )}
        {comparison.kind === 'agree' && <Notice tone="good">Both agree within 5 points.</Notice>}
        {comparison.kind === 'differ' && <Notice tone="warn">{comparison.sentence}</Notice>}
      </div>
    </Card>
  )
}

type RowProps = { name: string; claimed: string; measured: string; isStrong?: boolean }

function Row({ name, claimed, measured, isStrong }: RowProps) {
  const look = `py-2 text-right ${isStrong ? 'text-xl font-semibold' : ''}`
  return (
    <tr>
      <th scope="row" className="py-2 font-medium">
        {name}
      </th>
      <td className={look}>{claimed}</td>
      <td className={look}>{measured}</td>
    </tr>
  )
}
