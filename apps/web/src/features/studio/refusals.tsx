/** Publishers that were turned away lately, and why, in plain words. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import { explainRefusal } from './explain-refusal.ts'
import type { StudioEvent } from './studio-event.ts'

export function Refusals({ refusals, now }: { refusals: StudioEvent['refusals']; now: number | null }) {
  const words = useTranslations('studio')
  const figures = useFigures()
  if (refusals.length === 0) return null
  return (
    <Card title={words('refusals.title')}>
      <ul className="divide-y divide-line">
        {refusals.map(({ reason, detail, atMs }) => (
          <li
            key={`${atMs} ${reason}`}
            className="flex flex-wrap justify-between gap-x-4 gap-y-1 py-3 first:pt-0 last:pb-0"
          >
            <span>{explainRefusal(words, { reason, detail })}</span>
            <time dateTime={new Date(atMs).toISOString()} className="text-sm text-ink-soft">
              {now === null ? '' : figures.ago(atMs, now)}
            </time>
          </li>
        ))}
      </ul>
    </Card>
  )
}
