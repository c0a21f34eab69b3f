/** One number with its name and what it means; for use in a `<dl>`. */

import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Explain } from './explain.tsx'

type FigureProps = {
  name: string
  value: string
  note?: ReactNode
  explain?: string
  isStrong?: boolean
  isLarge?: boolean
}

export function Figure({ name, value, note, explain, isStrong = false, isLarge = false }: FigureProps) {
  return (
    <div className="flex flex-col bg-surface p-4 sm:p-5">
      <dt className="flex min-h-6 items-start justify-between gap-2 text-sm text-ink-soft">
        <span className="pt-0.5">{name}</span>
        {explain !== undefined && <Explain figure={name}>{explain}</Explain>}
      </dt>
      <dd>
        <span
          className={clsx(
            'mt-1 block font-semibold tracking-tight tabular-nums',
            isLarge ? 'text-3xl sm:text-4xl' : 'text-2xl',
            isStrong && 'text-sea',
          )}
        >
          {value}
        </span>
        {note !== undefined && <span className="mt-1 block text-sm text-ink-soft">{note}</span>}
      </dd>
    </div>
  )
}
