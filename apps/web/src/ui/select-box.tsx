/** The browser's own list, in our look: its label and what it does are given by what it stands in. */

import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps } from 'react'

type SelectBoxProps = ComponentProps<'select'> & { isSmall?: boolean }

export function SelectBox({ className, isSmall = false, ...select }: SelectBoxProps) {
  return (
    <span className={clsx('relative block', className)}>
      <select
        {...select}
        className={clsx(
          'w-full appearance-none rounded-lg border bg-surface ps-3',
          isSmall ? 'min-h-10 border-line pe-8 text-sm font-medium' : 'min-h-11 border-line-strong pe-10 text-base',
        )}
      />
      <ChevronDown
        aria-hidden
        className={clsx(
          'pointer-events-none absolute top-1/2 -translate-y-1/2 text-ink-soft',
          isSmall ? 'end-2.5 size-4' : 'end-3 size-4.5',
        )}
      />
    </span>
  )
}
