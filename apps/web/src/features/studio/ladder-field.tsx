/** Which rungs a broadcast has: whatever fits, or those that are named. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Choice } from '../../ui/choice.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { RUNG_NAMES } from './settings-options.ts'

/** What most sources have room for. */
const FIRST_CHOICE = ['720p', '360p']

export function LadderField({ ladder, onChange }: { ladder: string[]; onChange: (ladder: string[]) => void }) {
  const words = useTranslations('studio')
  const [chosen, setChosen] = useState(ladder.length > 0 ? ladder : FIRST_CHOICE)
  const way = ladder.length > 0 ? 'named' : 'auto'
  const ways = [
    { value: 'auto', label: words('settings.automatic') },
    { value: 'named', label: words('settings.choose') },
  ] as const

  function toggle(name: string, isOn: boolean) {
    const next = RUNG_NAMES.filter((one) => (one === name ? isOn : ladder.includes(one)))
    if (next.length === 0) return
    setChosen(next)
    onChange(next)
  }

  return (
    <div>
      <p className="mb-1.5 font-medium">{words('settings.qualities')}</p>
      <Choice
        label={words('settings.qualities')}
        options={ways}
        value={way}
        onChange={(to) => onChange(to === 'named' ? chosen : [])}
      />
      {way === 'named' && (
        <fieldset className="mt-2 grid grid-cols-3 gap-x-4 sm:grid-cols-4">
          <legend className="sr-only">{words('settings.rungs')}</legend>
          {RUNG_NAMES.map((name) => (
            <TickBox key={name} label={name} checked={ladder.includes(name)} onChange={(isOn) => toggle(name, isOn)} />
          ))}
        </fieldset>
      )}
      <p className="mt-1.5 text-sm text-ink-soft">
        {words(way === 'auto' ? 'settings.autoText' : 'settings.chooseText')}
      </p>
    </div>
  )
}
