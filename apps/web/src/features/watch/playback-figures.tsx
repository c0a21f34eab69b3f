/** One quiet line of figures under the picture: where it comes from, and how far behind live it is. */

'use client'

import type { PlaybackSnapshot } from '@shoal/player/playback'
import { formatBytes, formatShare } from '../../ui/figures.ts'

export function PlaybackFigures({ snapshot }: { snapshot: PlaybackSnapshot | null }) {
  if (!snapshot) return null
  const { originBytes, peerBytes, uploadedBytes, peers, latencyMs, rung, mode } = snapshot
  const total = originBytes + peerBytes
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-1 text-sm text-ink-soft tabular-nums">
      {mode !== 'off' && (
        <>
          <Figure name="From viewers" value={formatShare(total > 0 ? peerBytes / total : null)} />
          <Figure name="Connected to" value={peers === 1 ? '1 viewer' : `${peers} viewers`} />
          {mode === 'on' && <Figure name="Passed on" value={formatBytes(uploadedBytes)} />}
        </>
      )}
      {latencyMs !== undefined && <Figure name="Behind live" value={`${(latencyMs / 1000).toFixed(1)} s`} />}
      {rung !== undefined && <Figure name="Quality" value={rung} />}
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
