/** The one button, and a link that looks like it. */

import clsx from 'clsx'
import Link from 'next/link'
import type { ComponentProps } from 'react'

type Look = { look?: 'primary' | 'quiet' | 'danger'; size?: 'normal' | 'small' }

function buttonClass({ look = 'primary', size = 'normal' }: Look): string {
  return clsx(
    'inline-flex items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:opacity-55',
    size === 'small' ? 'min-h-9 px-3 text-sm' : 'min-h-11 px-4.5',
    look === 'primary' && 'bg-sea text-sea-ink hover:bg-sea/88',
    look === 'quiet' && 'border border-line-strong bg-surface text-ink hover:bg-raised',
    look === 'danger' && 'border border-bad/40 bg-surface text-bad hover:bg-bad-wash',
  )
}

export function Button({ look, size, className, type = 'button', ...rest }: Look & ComponentProps<'button'>) {
  return (
    <button
      type={type}
      className={clsx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)}
      {...rest}
    />
  )
}

export function ButtonLink({ look, size, className, ...rest }: Look & ComponentProps<typeof Link>) {
  return <Link className={clsx(buttonClass({ ...(look && { look }), ...(size && { size }) }), className)} {...rest} />
}
