/** A line at the top while the next page is on its way: the router fetches it, and the browser shows nothing of that. */

'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'

/** What comes sooner needs no line. */
const SOON_MS = 150
/** It has led back here, or nowhere. */
const MOST_MS = 20_000

export function PageProgress() {
  const words = useTranslations('ui')
  const here = `${usePathname()}?${useSearchParams()}`
  const [leaving, setLeaving] = useState<string | null>(null)
  const isLeaving = leaving === here

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const listen = (event: MouseEvent) => {
      if (!leadsAway(event)) return
      clearTimeout(timer)
      timer = setTimeout(() => setLeaving(here), SOON_MS)
    }
    addEventListener('click', listen)
    return () => {
      clearTimeout(timer)
      removeEventListener('click', listen)
    }
  }, [here])

  useEffect(() => {
    if (!isLeaving) return
    const timer = setTimeout(() => setLeaving(null), MOST_MS)
    return () => clearTimeout(timer)
  }, [isLeaving])

  return (
    <div role="status" className="pointer-events-none fixed inset-x-0 top-0 z-50">
      {isLeaving && (
        <>
          <span className="sr-only">{words('loading')}</span>
          <span
            aria-hidden
            className="block h-0.75 origin-left bg-sea motion-safe:[animation:fill_8s_cubic-bezier(0.1,0.7,0.3,1)_both] rtl:origin-right"
          />
        </>
      )}
    </div>
  )
}

/** Whether the router has taken a press of a link to another page. */
function leadsAway({ target, defaultPrevented }: MouseEvent): boolean {
  const link = target instanceof Element ? target.closest('a') : null
  if (!link || !defaultPrevented || link.origin !== location.origin) return false
  return link.pathname + link.search !== location.pathname + location.search
}
