/** A labelled text field that says what is wrong with what is in it. */

import clsx from 'clsx'
import { type ComponentProps, useId } from 'react'

type FieldProps = {
  label: string
  hint?: string
  error?: string | undefined
  prefix?: string
} & ComponentProps<'input'>

export function Field({ label, hint, error, prefix, className, ...input }: FieldProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <div
        // what stands before an address stands before it in every language
        dir={prefix ? input.dir : undefined}
        className={clsx(
          'flex min-h-11 items-stretch overflow-hidden rounded-lg border bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-sea',
          error ? 'border-bad' : 'border-line-strong',
        )}
      >
        {prefix && (
          <span dir="ltr" className="flex items-center border-e border-line bg-raised px-3 text-ink-soft" aria-hidden>
            {prefix}
          </span>
        )}
        <input
          id={id}
          aria-invalid={error ? true : undefined}
          aria-describedby={described || undefined}
          className="min-w-0 flex-1 bg-transparent px-3 text-base outline-none"
          {...input}
        />
      </div>
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  )
}
