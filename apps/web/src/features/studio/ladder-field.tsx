/** Which rungs a broadcast has: whatever fits, or those that are named. */

'use client'

import { useState } from 'react'
import { Choice } from '../../ui/choice.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { RUNG_NAMES } from './settings-options.ts'

const WAYS = [
  { value: 'auto', label: 'Automatic' },
  { value: 'named', label: 'I choose' },
] as const

/** What most sources have room for. */
const FIRST_CHOICE = ['720p', '360p']

export function LadderField({ ladder, onChange }: { ladder: string[]; onChange: (ladder: string[]) => void }) {
  const [chosen, setChosen] = useState(ladder.length > 0 ? ladder : FIRST_CHOICE)
  const way = ladder.length > 0 ? 'named' : 'auto'

  function toggle(name: string, isOn: boolean) {
    const next = RUNG_NAMES.filter((one) => (one === name ? isOn : ladder.includes(one)))
    if (next.length === 0) return
    setChosen(next)
    onChange(next)
  }

  return (
    <div>
      <p className="mb-1.5 font-medium">Qualities</p>
      <Choice label="Qualities" options={WAYS} value={way} onChange={(to) => onChange(to === 'named' ? chosen : [])} />
      {way === 'named' && (
        <fieldset className="mt-2 grid grid-cols-3 gap-x-4 sm:grid-cols-4">
          <legend className="sr-only">Rungs</legend>
          {RUNG_NAMES.map((name) => (
            <TickBox key={name} label={name} checked={ladder.includes(name)} onChange={(isOn) => toggle(name, isOn)} />
          ))}
        </fieldset>
      )}
      <p className="mt-1.5 text-sm text-ink-soft">
        {way === 'auto'
          ? 'Your source as it is where that works, and smaller rungs as far as this server can encode them.'
          : 'Those that are larger than your source, or too much for this server, are left out.'}{' '}
        Sound alone is always there.
      </p>
    </div>
  )
}
