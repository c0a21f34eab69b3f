/** Something behind one line until somebody wants it. It is made when it is opened, which may be before React comes. */

'use client'

import { type ReactNode, useEffect, useRef, useState } from 'react'

export function Disclosure({ title, children }: { title: string; children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const details = useRef<HTMLDetailsElement>(null)
  useEffect(() => setOpen(details.current?.open ?? false), [])
  return (
    <details
      ref={details}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      className="rounded-2xl border border-line bg-surface"
    >
      <summary className="px-5 py-3.5 font-medium">{title}</summary>
      <div className="min-h-32 border-t border-line px-5 py-4">{isOpen && children}</div>
    </details>
  )
}
