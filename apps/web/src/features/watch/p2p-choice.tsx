/** What helping means, and the viewer's choice about it. */

'use client'

import type { P2pMode } from '@shoal/protocol/ticket'
import { Choice } from '../../ui/choice.tsx'
import { explainHelping, type Helping } from './explain-helping.ts'

const OPTIONS = [
  { value: 'on', label: 'On' },
  { value: 'receive-only', label: 'Receive only' },
  { value: 'off', label: 'Off' },
] as const

type P2pChoiceProps = Omit<Helping, 'wish'> & {
  /** Null until it is known. */
  wish: P2pMode | null
  onChange: (wish: P2pMode) => void
}

export function P2pChoice({ wish, onChange, ...now }: P2pChoiceProps) {
  return (
    <details className="rounded-2xl border border-line bg-surface">
      <summary className="px-5 py-3.5 font-medium">Viewers help carry this broadcast</summary>
      <div className="space-y-3 border-t border-line px-5 py-4">
        <p className="max-w-prose text-ink-soft">
          Viewers’ browsers exchange parts of the picture directly with each other. That keeps the streamer’s server
          small.{' '}
          {now.granted?.isRelayed
            ? 'They meet at a relay of this server, so that no other viewer sees your network address.'
            : 'Those that yours is connected to see your network address.'}{' '}
          Nothing is passed on over mobile data, while your browser saves data, or on a low battery, where the browser
          tells; on any other metered connection, choose “receive only”.
        </p>
        {wish !== null && <Choice label="Helping" options={OPTIONS} value={wish} onChange={onChange} />}
        {wish !== null && (
          <p aria-live="polite" className="max-w-prose text-sm text-ink-soft">
            {explainHelping({ wish, ...now })}
          </p>
        )}
      </div>
    </details>
  )
}
