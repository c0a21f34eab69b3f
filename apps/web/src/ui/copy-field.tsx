/** A value to take elsewhere: shown whole, copied with one press. */

'use client'

import { Check, Copy } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from './button.tsx'

const SAID_FOR_MS = 2000

type CopyFieldProps = { label: string; value: string; onCopy?: () => void }

export function CopyField({ label, value, onCopy }: CopyFieldProps) {
  const id = useId()
  const words = useTranslations('ui')
  const field = useRef<HTMLInputElement>(null)
  const [isCopied, setCopied] = useState(false)

  async function copy() {
    // pages served over plain HTTP have no clipboard: the selected text is next best
    const isDone = await copyText(value)
    field.current?.select()
    onCopy?.()
    if (!isDone) return
    setCopied(true)
    setTimeout(() => setCopied(false), SAID_FOR_MS)
  }

  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium text-ink-soft">
        {label}
      </label>
      <div className="flex gap-2">
        <input
          ref={field}
          id={id}
          readOnly
          value={value}
          onFocus={(event) => event.currentTarget.select()}
          className="min-h-11 min-w-0 flex-1 rounded-lg border border-line bg-raised px-3 font-mono text-sm text-ellipsis"
        />
        <Button look="quiet" onClick={copy} aria-label={words('copyIt', { what: label })}>
          {isCopied ? <Check aria-hidden className="size-4.5" /> : <Copy aria-hidden className="size-4.5" />}
          <span aria-live="polite">{isCopied ? words('copied') : words('copy')}</span>
        </Button>
      </div>
    </div>
  )
}

/** False where the browser does not let us. */
async function copyText(text: string): Promise<boolean> {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    )
  }
  const area = document.createElement('textarea')
  area.value = text
  area.style.position = 'fixed'
  area.style.opacity = '0'
  document.body.append(area)
  area.select()
  // deprecated, and the only way without HTTPS
  const isDone = document.execCommand('copy')
  area.remove()
  return isDone
}
