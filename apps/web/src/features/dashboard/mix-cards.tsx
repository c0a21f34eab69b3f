/** Shares of a whole, as bars with their figures: qualities, modes, and how long people stay. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import type { DashboardEvent } from './dashboard-event.ts'
import { Explain } from './explain.tsx'
import { sliceName } from './slice-name.ts'
import { useMeasures } from './use-measures.ts'

type Part = { name: string; value: number; shown: string }

/** As the database counts ended sessions, in minutes. */
const SESSION_MINUTES = [1, 5, 15, 30, 60, 120] as const

export function MixCards({ slices, sessions }: Pick<DashboardEvent, 'slices' | 'sessions'>) {
  const words = useTranslations('dashboard')
  const show = useMeasures()
  const lengthName = (index: number) => {
    const [from, to] = [SESSION_MINUTES[index - 1], SESSION_MINUTES[index]]
    if (from === undefined) return words('mix.under', { minutes: to ?? 0 })
    return to === undefined ? words('mix.over', { minutes: from }) : words('mix.between', { from, to })
  }
  return (
    <div className="grid gap-6 md:grid-cols-3">
      <MixCard
        title={words('mix.rungs')}
        explain={words('mix.rungsExplain')}
        parts={slices.rungs.map(({ name, originBytes, peerBytes }) => ({
          ...{ name: sliceName('rungs', name, words, show), value: originBytes + peerBytes },
          shown: show.bytes(originBytes + peerBytes),
        }))}
      />
      <MixCard
        title={words('mix.modes')}
        explain={words('mix.modesExplain')}
        parts={slices.modes.map(({ name, playedMs }) => ({
          ...{ name: sliceName('modes', name, words, show), value: playedMs, shown: show.watched(playedMs) },
        }))}
      />
      <MixCard
        title={words('mix.sessions')}
        explain={words('mix.sessionsExplain')}
        parts={sessions.lengths.map((count, index) => ({
          ...{ name: lengthName(index), value: count, shown: show.number(count) },
        }))}
      />
    </div>
  )
}

function MixCard({ title, explain, parts }: { title: string; explain: string; parts: readonly Part[] }) {
  const words = useTranslations('dashboard.mix')
  const show = useMeasures()
  const whole = parts.reduce((sum, { value }) => sum + value, 0)
  return (
    <Card title={title} aside={<Explain figure={title}>{explain}</Explain>}>
      {whole === 0 ? (
        <p className="py-6 text-center text-ink-soft">{words('none')}</p>
      ) : (
        <ul className="space-y-3">
          {parts.map(({ name, value, shown }) => (
            <li key={name}>
              <div className="flex items-baseline justify-between gap-3 text-sm">
                <span className="font-medium">{name}</span>
                <span className="text-ink-soft tabular-nums">
                  <span className="text-ink">{show.share(value / whole)}</span> · {shown}
                </span>
              </div>
              <div aria-hidden className="mt-1 h-2 overflow-hidden rounded-full bg-raised">
                <div className="h-full rounded-full bg-sea/75" style={{ inlineSize: `${(value / whole) * 100}%` }} />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
