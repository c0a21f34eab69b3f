/** Words over the whole picture, which stays in sight behind them. */

import clsx from 'clsx'
import type { ReactNode } from 'react'

type CoverProps = { title: string; text: ReactNode; isAlert?: boolean; isSmall?: boolean; children?: ReactNode }

export function Cover({ title, text, isAlert = false, isSmall = false, children }: CoverProps) {
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      data-cover
      className={clsx(
        'absolute inset-0 grid [place-content:safe_center] justify-items-center gap-2 px-6 text-center text-deep-ink',
        'bg-[radial-gradient(closest-side,rgb(4_16_24/0.86),rgb(4_16_24/0.35))]', // the shoal is dark by itself
        // over a white picture the words still have a contrast of more than 4.5 to 1
        '[media-controller:not([hidden])~&]:bg-[rgb(4_16_24/0.78)] [media-controller:not([hidden])~&]:bg-none',
      )}
    >
      <p className={clsx('text-xl font-semibold text-balance', isSmall ? 'sm:text-2xl' : 'sm:text-4xl')}>{title}</p>
      <p className={clsx('max-w-md text-sm opacity-90 max-sm:line-clamp-4', isSmall ? 'sm:text-base' : 'sm:text-lg')}>
        {text}
      </p>
      {children && <div className="mt-2 sm:mt-3">{children}</div>}
    </div>
  )
}
