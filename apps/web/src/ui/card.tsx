/** A bounded piece of a page with a heading of its own. */

import clsx from 'clsx'
import { type ReactNode, useId } from 'react'

type CardProps = { id?: string; title: string; aside?: ReactNode; className?: string; children: ReactNode }

export function Card({ id, title, aside, className, children }: CardProps) {
  const heading = useId()
  return (
    <section
      id={id}
      aria-labelledby={heading}
      className={clsx('rounded-2xl border border-line bg-surface p-5 sm:p-6', className)}
    >
      <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={heading} className="text-lg font-semibold">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  )
}
