/** One thing that is on or off, with its name beside it. */

import type { ReactNode } from 'react'

type TickBoxProps = { label: string; hint?: ReactNode; checked: boolean; onChange: (isOn: boolean) => void }

export function TickBox({ label, hint, checked, onChange }: TickBoxProps) {
  return (
    <label className="flex min-h-9 cursor-pointer items-start gap-2.5 py-1.5">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="mt-0.5 size-5 shrink-0 accent-sea"
      />
      <span>
        <span className="font-medium">{label}</span>
        {hint && <span className="block text-sm text-ink-soft">{hint}</span>}
      </span>
    </label>
  )
}
