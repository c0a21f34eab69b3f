/** What helping means, and the viewer's choice about it: whether, and how much at most. Loaded when it is opened. */

'use client'

import type { UploadCap } from '@shoal/player/limits/upload-limits'
import type { P2pMode } from '@shoal/protocol/p2p-mode'
import { useFormatter, useTranslations } from 'use-intl/react'
import { Choice } from '../../ui/choice.tsx'
import { Select } from '../../ui/select.tsx'
import { explainHelping, type Helping } from './explain-helping.ts'
import type { P2pTerms } from './terms.ts'
import type { P2pWish } from './use-p2p-wish.ts'

export type HelpingChoiceProps = Omit<Helping, 'wish'> & { choice: P2pWish; terms: P2pTerms }

const MODES: readonly P2pMode[] = ['on', 'receive-only', 'off']
const KBPS = [250, 500, 1000, 2000, 5000, 10_000]
const MEGABYTES = [100, 250, 500, 1000, 2000, 5000]
const MOST = 'most'

export function HelpingChoice({ choice, terms, ...now }: HelpingChoiceProps) {
  const words = useTranslations('watch.helping')
  const { wish, cap, choose, limit } = choice
  if (terms.consent === 'off') return <p className="max-w-prose text-ink-soft">{words('offHere')}</p>
  const isRelayed = now.granted?.isRelayed ?? terms.isRelayed
  return (
    <div className="space-y-4">
      <p className="max-w-prose text-ink-soft">
        {words('what')} {words(isRelayed ? 'seenRelay' : 'seenAddress')} {words('careful')}
      </p>
      {wish !== null && (
        <>
          <Choice
            label={words('label')}
            options={MODES.map((value) => ({ value, label: words(`modes.${value}`) }))}
            value={wish}
            onChange={choose}
          />
          <p aria-live="polite" className="max-w-prose text-sm text-ink-soft">
            {choice.isCareful && wish === 'receive-only' ? `${words('metered')} ` : ''}
            {words(explainHelping({ wish, ...now }))}
          </p>
          {wish === 'on' && <Limits cap={cap} terms={terms} onChange={limit} />}
        </>
      )}
    </div>
  )
}

type LimitsProps = { cap: UploadCap; terms: P2pTerms; onChange: (cap: UploadCap) => void }

/** What the operator allows is the most that there is to choose. */
function Limits({ cap, terms, onChange }: LimitsProps) {
  const words = useTranslations('watch.helping')
  const format = useFormatter()
  const rate = (kbps: number) =>
    kbps < 1000 ? `${format.number(kbps)} kbit/s` : `${format.number(kbps / 1000)} Mbit/s`
  const size = (megabytes: number) =>
    megabytes < 1000 ? `${format.number(megabytes)} MB` : `${format.number(megabytes / 1000)} GB`
  return (
    <div className="grid max-w-xl gap-4 sm:grid-cols-2">
      <Amount
        label={words('rate')}
        steps={KBPS}
        most={terms.uploadKbps}
        value={cap.uploadKbps}
        write={rate}
        onChange={(uploadKbps) => onChange({ ...cap, uploadKbps })}
      />
      <Amount
        label={words('session')}
        steps={MEGABYTES}
        most={terms.uploadMegabytes}
        value={cap.uploadMegabytes}
        write={size}
        onChange={(uploadMegabytes) => onChange({ ...cap, uploadMegabytes })}
      />
    </div>
  )
}

type AmountProps = {
  label: string
  steps: readonly number[]
  most: number | null
  value: number | null
  write: (amount: number) => string
  onChange: (value: number | null) => void
}

function Amount({ label, steps, most, value, write, onChange }: AmountProps) {
  const words = useTranslations('watch.helping')
  const offered = steps.filter((step) => most === null || step < most)
  const chosen = value !== null && offered.includes(value) ? String(value) : MOST
  return (
    <Select
      label={label}
      value={chosen}
      onChange={(next) => onChange(next === MOST ? null : Number(next))}
      options={[
        { value: MOST, label: most === null ? words('noLimit') : words('serverLimit', { amount: write(most) }) },
        ...offered.map((step) => ({ value: String(step), label: write(step) })),
      ]}
    />
  )
}
