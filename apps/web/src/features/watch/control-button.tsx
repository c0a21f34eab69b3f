/** A button of ours in the bar of the player's own. */

import clsx from 'clsx'
import type { ComponentProps } from 'react'

type ControlButtonProps = Omit<ComponentProps<'button'>, 'type' | 'title'> & { label: string }

/** It looks like those of media-chrome beside it; its label is shown while it is pointed at. */
export function ControlButton({ label, className, children, ...button }: ControlButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex h-11 min-w-11 items-center justify-center gap-1.5 px-2.5 text-sm font-semibold whitespace-nowrap text-white hover:bg-white/16 focus-visible:outline-2 focus-visible:-outline-offset-2 focus-visible:outline-white',
        className,
      )}
      {...button}
    >
      {children}
    </button>
  )
}
