/** A labelled choice of one among many, in the browser's own list. */

import clsx from 'clsx'
import { type ReactNode, useId } from 'react'
import { SelectBox } from './select-box.tsx'

type SelectProps<T extends string> = {
  label: string
  hint?: ReactNode
  options: readonly { value: T; label: string }[]
  value: T
  onChange: (value: T) => void
  disabled?: boolean
}

export function Select<T extends string>({ label, hint, options, value, onChange, disabled = false }: SelectProps<T>) {
  const id = useId()
  return (
    <div className={clsx(disabled && 'opacity-60')}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <SelectBox
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          const chosen = options.find((option) => option.value === event.target.value)
          if (chosen) onChange(chosen.value)
        }}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </SelectBox>
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">
          {hint}
        </p>
      )}
    </div>
  )
}
