/** What helping means, and the viewer's choice about it. */

'use client'

import type { P2pMode } from '@shoal/protocol/ticket'
import { Choice } from '../../ui/choice.tsx'

const OPTIONS = [
  { value: 'on', label: 'On' },
  { value: 'receive-only', label: 'Receive only' },
  { value: 'off', label: 'Off' },
] as const

const MEANING: Record<P2pMode, string> = {
  on: 'You get parts of the picture from other viewers, and pass parts on to them.',
  'receive-only': 'You get parts of the picture from other viewers, and pass nothing on.',
  off: 'Everything comes from the server. No connection to another viewer is opened.',
}

type P2pChoiceProps = {
  wish: P2pMode | null
  onChange: (wish: P2pMode) => void
  /** What the last ticket granted; less than the wish where the operator's setting says so. */
  granted: P2pMode | null
}

export function P2pChoice({ wish, onChange, granted }: P2pChoiceProps) {
  const isLimited = wish !== null && granted !== null && granted !== wish
  return (
    <details className="rounded-2xl border border-line bg-surface">
      <summary className="px-5 py-3.5 font-medium">Viewers help carry this broadcast</summary>
      <div className="space-y-3 border-t border-line px-5 py-4">
        <p className="max-w-prose text-ink-soft">
          While you watch, your browser exchanges parts of the picture directly with other viewers. That keeps the
          streamer’s server small. Other viewers’ browsers see your network address while they do; on a metered
          connection, choose “receive only”.
        </p>
        {wish !== null && <Choice label="Helping" options={OPTIONS} value={wish} onChange={onChange} />}
        {wish !== null && (
          <p aria-live="polite" className="text-sm text-ink-soft">
            {isLimited ? `This server allows less: ${MEANING[granted]}` : MEANING[wish]}
          </p>
        )}
      </div>
    </details>
  )
}
