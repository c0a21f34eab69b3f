/** A stream key that was just made: whole, once. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { LocalTime } from '../../ui/local-time.tsx'

type FreshKeyProps = {
  value: string
  /** Until when the key that it replaces works, where there is one with a grace. */
  oldWorksUntilMs?: number | null
  onCopy?: () => void
  onDone: () => void
}

export function FreshKey({ value, oldWorksUntilMs = null, onCopy, onDone }: FreshKeyProps) {
  const words = useTranslations('studio')
  return (
    <div className="space-y-3 rounded-xl border border-sea/30 bg-sea-wash p-4">
      <CopyField label={words('keys.key')} value={value} {...(onCopy && { onCopy })} />
      <p className="text-sm">{words.rich('keys.once', { b: (text) => <b>{text}</b> })}</p>
      {oldWorksUntilMs !== null && (
        <p className="text-sm">{words.rich('keys.oldWorks', { when: () => <LocalTime atMs={oldWorksUntilMs} /> })}</p>
      )}
      <Button look="quiet" size="small" onClick={onDone}>
        {words('keys.copied')}
      </Button>
    </div>
  )
}
