/** One quiet line of figures under the picture: where it comes from, and how far behind live it is. */

'use client'

import type { PlaybackSnapshot } from '@shoal/player/playback'
import clsx from 'clsx'
import { useFormatter, useTranslations } from 'use-intl/react'
import { useFigures } from '../../ui/use-figures.ts'

/** What the ladder calls the rung that has no picture. */
const SOUND_ALONE = 'audio'
/** Two lines on phones, so that nothing moves when the figures come. */
const HEIGHT = 'min-h-11 sm:min-h-5'

export function PlaybackFigures({ snapshot }: { snapshot: PlaybackSnapshot | null }) {
  const words = useTranslations('watch.figures')
  const controls = useTranslations('watch.controls')
  const figures = useFigures()
  const format = useFormatter()
  if (!snapshot) return <div className={HEIGHT} />
  const { originBytes, peerBytes, uploadedBytes, peers, latencyMs, rung, mode } = snapshot
  const total = originBytes + peerBytes
  const seconds = (ms: number) => format.number(ms / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return (
    <dl className={clsx(HEIGHT, 'flex flex-wrap gap-x-6 gap-y-1 text-sm text-ink-soft tabular-nums')}>
      {mode !== 'off' && (
        <>
          <Figure name={words('fromViewers')} value={figures.share(total > 0 ? peerBytes / total : null)} />
          <Figure name={words('connected')} value={words('viewers', { count: peers })} />
          {mode === 'on' && <Figure name={words('passedOn')} value={figures.bytes(uploadedBytes)} />}
        </>
      )}
      {latencyMs !== undefined && (
        <Figure name={words('behindLive')} value={words('seconds', { seconds: seconds(latencyMs) })} />
      )}
      {rung !== undefined && (
        <Figure name={words('quality')} value={rung === SOUND_ALONE ? controls('soundOnly') : rung} />
      )}
    </dl>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="flex gap-1.5">
      <dt>{name}</dt>
      <dd className="font-medium text-ink">{value}</dd>
    </div>
  )
}
