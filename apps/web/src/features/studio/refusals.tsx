/** Publishers that were turned away lately, and why, in plain words. */

import { Card } from '../../ui/card.tsx'
import { formatAgo } from '../../ui/figures.ts'
import { explainRefusal } from './explain-refusal.ts'
import type { StudioEvent } from './studio-event.ts'

export function Refusals({ refusals, now }: { refusals: StudioEvent['refusals']; now: number | null }) {
  if (refusals.length === 0) return null
  return (
    <Card title="Refused in the last day">
      <ul className="divide-y divide-line">
        {refusals.map(({ reason, detail, atMs }) => (
          <li
            key={`${atMs} ${reason}`}
            className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0"
          >
            <span>{explainRefusal(reason, detail)}</span>
            <time dateTime={new Date(atMs).toISOString()} className="text-sm text-ink-soft">
              {now === null ? '' : formatAgo(atMs, now)}
            </time>
          </li>
        ))}
      </ul>
    </Card>
  )
}
