/** The one button, and a link that looks like it. */

import clsx from 'clsx'
import type { ComponentProps, MouseEvent } from 'react'
import { Link } from './link.tsx'

type Look = { look?: 'primary' | 'quiet' | 'danger'; size?: 'normal' | 'small' }

function buttonClass({ look = 'primary', size = 'normal' }: Look): string {
  return clsx(
    'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:opacity-55 aria-disabled:cursor-default aria-disabled:opacity-55',
    size === 'small' ? 'min-h-9 px-3 text-sm' : 'min-h-11 px-4.5',
    look === 'primary' && 'bg-sea text-sea-ink hover:bg-sea/88',
    look === 'quiet' && 'border border-line-strong bg-surface text-ink hover:bg-raised',
    look === 'danger' && 'border border-bad/40 bg-surface text-bad hover:bg-bad-wash',
  )
}

type ButtonProps = Look & ComponentProps<'button'> & { isBusy?: boolean }

/** `isBusy` takes no press, and keeps the focus: `disabled` would drop it from under whoever has just pressed. */
export function Button({ look, size, className, type = 'button', isBusy = false, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? ignore : onClick}
      className={clsx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)}
      {...rest}
    />
  )
}

/** A form is sent by the press of its button, by Enter in a field too. */
function ignore(event: MouseEvent) {
  event.preventDefault()
}

export function ButtonLink({ look, size, className, ...rest }: Look & ComponentProps<typeof Link>) {
  return <Link className={clsx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)} {...rest} />
}
