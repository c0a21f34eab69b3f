/** A small question mark that says in plain words what a figure is. */

'use client'

import { CircleHelp } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useTranslations } from 'use-intl/react'

export function Explain({ figure, children }: { figure: string; children: string }) {
  const words = useTranslations('dashboard')
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={words('explain', { figure })}
        className="grid size-6 shrink-0 place-items-center rounded-full text-ink-soft hover:bg-raised hover:text-ink"
      >
        <CircleHelp aria-hidden className="size-4" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          sideOffset={6}
          collisionPadding={12}
          aria-label={figure}
          className="z-40 max-w-72 rounded-xl border border-line-strong bg-surface p-4 text-sm text-pretty text-ink shadow-lg"
        >
          {children}
          <Popover.Arrow className="fill-line-strong" />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
