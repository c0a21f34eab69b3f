/** A page that has one thing to say: what is the matter, and what to do. Over it the shoal goes its way. */

import type { ReactNode } from 'react'
import { ShoalField } from './shoal-field.tsx'

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-2xl py-2 sm:py-8">
      <div className="relative h-36 overflow-hidden rounded-2xl sm:h-56">
        <ShoalField />
      </div>
      <h1 className="mt-7 text-3xl font-semibold">{title}</h1>
      <div className="mt-3 max-w-prose space-y-4 text-lg text-ink-soft">{children}</div>
    </div>
  )
}
