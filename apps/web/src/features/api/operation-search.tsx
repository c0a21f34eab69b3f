/** Finds operations on the API's page: hides those without the words. Without scripts the whole list is there. */

'use client'

import { Search } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'

export function OperationSearch({ children }: { children: ReactNode }) {
  const words = useTranslations('notifications.api')
  const list = useRef<HTMLDivElement>(null)
  const [isEmpty, setEmpty] = useState(false)

  function search(text: string) {
    const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
    let shown = 0
    for (const group of list.current?.querySelectorAll<HTMLElement>('[data-group]') ?? []) {
      let inGroup = 0
      for (const one of group.querySelectorAll<HTMLElement>('[data-operation]')) {
        const isFound = wanted.every((word) => one.dataset.operation?.includes(word))
        one.hidden = !isFound
        if (isFound) inGroup += 1
      }
      group.hidden = inGroup === 0
      shown += inGroup
    }
    setEmpty(shown === 0)
  }

  return (
    <>
      <label className="flex min-h-11 items-center gap-2 rounded-lg border border-line-strong bg-surface px-3 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-sea">
        <Search aria-hidden className="size-4.5 shrink-0 text-ink-soft" />
        <span className="sr-only">{words('search')}</span>
        <input
          type="search"
          placeholder={words('search')}
          onChange={(event) => search(event.target.value)}
          className="min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </label>
      <p aria-live="polite" className="mt-4 text-ink-soft empty:hidden">
        {isEmpty && words('nothing')}
      </p>
      <div ref={list}>{children}</div>
    </>
  )
}
