/** A labelled field of several lines. */

import clsx from 'clsx'
import { type ComponentProps, useId } from 'react'

type TextAreaProps = { label: string; hint?: string; error?: string | undefined } & ComponentProps<'textarea'>

export function TextArea({ label, hint, error, ...area }: TextAreaProps) {
  const id = useId()
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ')
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={5}
        dir="auto"
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className={clsx('w-full rounded-lg border bg-surface px-3 py-2', error ? 'border-bad' : 'border-line-strong')}
        {...area}
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1 text-sm text-ink-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  )
}
