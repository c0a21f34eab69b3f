/** A page that has one thing to say: what is the matter, and what to do. */

import type { ReactNode } from 'react'

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-xl py-10 sm:py-20">
      <h1 className="text-3xl font-semibold">{title}</h1>
      <div className="mt-4 space-y-4 text-lg text-ink-soft">{children}</div>
    </div>
  )
}
