/** The figures that matter, at a glance: who watches, who carries, what it saves, how it feels. */

'use client'

import clsx from 'clsx'
import { useTranslations } from 'use-intl/react'
import type { DashboardEvent } from './dashboard-event.ts'
import { Figure } from './figure.tsx'
import { type RebufferBand, rebufferBand, rebufferRatio } from './rebuffer-band.ts'
import { useMeasures } from './use-measures.ts'

const GIGABYTE = 1e9

export function Headline({ event }: { event: DashboardEvent }) {
  const words = useTranslations('dashboard.figures')
  const show = useMeasures()
  const { totals, now, price, sessions, period } = event
  const { originBytes, peerBytes, offload } = totals.claimed
  const ratio = rebufferRatio(totals)
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-2xl border border-line bg-line lg:grid-cols-4">
      {period.isLive ? (
        <Figure
          isLarge
          name={words('watching')}
          value={show.number(now.viewers)}
          note={words('watchingNote', { rate: show.rate(now.originBytesPerSecond + now.peerBytesPerSecond) })}
          explain={words('watchingExplain')}
        />
      ) : (
        <Figure isLarge name={words('peak')} value={show.number(totals.peakViewers)} explain={words('peakExplain')} />
      )}
      <Figure
        isLarge
        isStrong
        name={words('carried')}
        value={show.share(offload)}
        note={words('carriedNote', { bytes: show.bytes(peerBytes) })}
        explain={words('carriedExplain')}
      />
      <Figure
        isLarge
        name={words('delivered')}
        value={show.bytes(originBytes + peerBytes)}
        note={words('deliveredNote', { bytes: show.bytes(originBytes) })}
        explain={words('deliveredExplain')}
      />
      <Figure
        isLarge
        name={words('saved')}
        value={show.money((peerBytes / GIGABYTE) * price.perGigabyte, price.currency)}
        note={words('savedNote', { price: show.price(price.perGigabyte, price.currency) })}
        explain={words('savedExplain')}
      />
      <Figure
        name={words('rebuffer')}
        value={show.ratio(ratio)}
        note={
          <>
            <Band band={rebufferBand(ratio)} />{' '}
            {ratio !== null && words('rebufferNote', { stalls: totals.stalls, played: show.watched(totals.playedMs) })}
          </>
        }
        explain={words('rebufferExplain')}
      />
      <Figure
        name={words('firstFrame')}
        value={show.seconds(totals.firstFrameMs)}
        note={words('firstFrameNote')}
        explain={words('firstFrameExplain')}
      />
      <Figure
        name={words('latency')}
        value={show.seconds(totals.latencyMs)}
        note={words('latencyNote')}
        explain={words('latencyExplain')}
      />
      <Figure
        name={words('session')}
        value={sessions.meanMs === null ? '–' : show.duration(sessions.meanMs)}
        note={words('sessionNote', { count: sessions.ended })}
        explain={words('sessionExplain')}
      />
    </dl>
  )
}

const LOOKS: Record<RebufferBand, string> = {
  good: 'bg-sea-wash text-sea',
  acceptable: 'bg-warn-wash text-warn',
  bad: 'bg-bad-wash text-bad',
  none: 'bg-raised text-ink-soft',
}

function Band({ band }: { band: RebufferBand }) {
  const words = useTranslations('dashboard.bands')
  return <span className={clsx('rounded-full px-2 py-0.5 font-medium', LOOKS[band])}>{words(band)}</span>
}
