/** The dashboard: figures first, then how they came about, then what they are made of. Moves by itself. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { ButtonLink } from '../../ui/button.tsx'
import { ConnectionStatus } from '../../ui/connection-status.tsx'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { useIsOffline } from '../../ui/use-is-offline.ts'
import { SignedOut, useIsSignedOut } from '../account/signed-out.tsx'
import { QualityChart, ThroughputChart, ViewersChart, WaitingChart } from './charts.tsx'
import { CrossCheck, TrustLine } from './cross-check.tsx'
import { type DashboardEvent, dashboardEventSchema } from './dashboard-event.ts'
import { type DashboardQuery, isSameQuery, queryString } from './dashboard-query.ts'
import { GroupCard } from './group-card.tsx'
import { Headline } from './headline.tsx'
import { LiveStrip } from './live-strip.tsx'
import { MixCards } from './mix-cards.tsx'
import { RangeBar } from './range-bar.tsx'
import { ServicesCard } from './services-card.tsx'
import { SlicesCard } from './slices-card.tsx'
import { SwarmCard } from './swarm-card.tsx'
import { useMeasures } from './use-measures.ts'

type DashboardRoomProps = { initial: DashboardEvent; initialQuery: DashboardQuery; hasBroadcasts: boolean }

export function DashboardRoom({ initial, initialQuery, hasBroadcasts }: DashboardRoomProps) {
  const words = useTranslations('dashboard')
  const show = useMeasures()
  const [query, setQuery] = useState(initialQuery)
  const url = `/api/v1/dashboard/events?${queryString(query)}`
  const { value, isConnected } = useEventStream(url, dashboardEventSchema, initial)
  const isOffline = useIsOffline()
  const isSignedOut = useIsSignedOut(isConnected)
  const change = (next: DashboardQuery) => {
    setQuery(next)
    // the address says what is shown, for a reload and for others; nothing is loaded anew
    window.history.replaceState(null, '', `/dashboard?${queryString(next)}`)
  }
  const isOther = !isSameQuery(value.query, query)
  const isEmpty = !hasBroadcasts && value.live.length === 0 && value.totals.playedMs === 0
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-end justify-between gap-4">
        <div>
          <h1 className="text-3xl font-semibold">{words('title')}</h1>
          <p className="mt-1 text-ink-soft">{words('lead')}</p>
        </div>
        {!isEmpty && <RangeBar query={query} channels={value.channels} onChange={change} />}
      </div>
      <ConnectionStatus>
        {isSignedOut ? (
          <SignedOut />
        ) : isOffline || !isConnected ? (
          words(isOffline ? 'noNetwork' : 'offline', { at: show.clock(value.period.toMs) })
        ) : null}
      </ConnectionStatus>
      {isEmpty ? (
        <NothingYet />
      ) : (
        <div className="space-y-6 transition-opacity aria-busy:opacity-60" aria-busy={isOther}>
          <LiveStrip broadcast={value.broadcast} live={value.live} query={query} onChange={change} />
          <Headline event={value} />
          <TrustLine check={value.check} totals={value.totals} />
          <ThroughputChart points={value.points} />
          {/* two columns that end together: charts take the room that the other cards leave */}
          <div className="grid gap-6 lg:grid-cols-2">
            <div className="flex min-w-0 flex-col gap-6">
              <ViewersChart points={value.points} />
              <CrossCheck check={value.check} totals={value.totals} period={value.period} />
              <WaitingChart points={value.points} />
            </div>
            <div className="flex min-w-0 flex-col gap-6">
              <QualityChart points={value.points} />
              <SwarmCard swarm={value.swarm} />
              <GroupCard groups={value.groups} control={value.control} />
            </div>
          </div>
          <MixCards slices={value.slices} sessions={value.sessions} />
          <SlicesCard slices={value.slices} />
        </div>
      )}
      {value.services.length > 0 && <ServicesCard services={value.services} />}
    </div>
  )
}

function NothingYet() {
  const words = useTranslations('dashboard.empty')
  return (
    <div className="rounded-2xl border border-dashed border-line-strong px-6 py-14 text-center">
      <h2 className="text-xl font-semibold">{words('title')}</h2>
      <p className="mx-auto mt-2 max-w-md text-ink-soft">{words('text')}</p>
      <ButtonLink href="/studio" className="mt-6">
        {words('studio')}
      </ButtonLink>
    </div>
  )
}
