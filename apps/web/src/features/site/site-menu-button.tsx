/** Opens the site menu, whose code comes with the first press: pages that are only watched do without it. */

'use client'

import { CircleUserRound, Settings2 } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { loadPart } from '../../ui/load-part.ts'
import type { SiteMenuProps } from './site-menu.tsx'

const SiteMenu = lazy(() => loadPart(() => import('./site-menu.tsx')))

export function SiteMenuButton({ account, theme }: SiteMenuProps) {
  const words = useTranslations('site')
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)

  function close() {
    setOpen(false)
    button.current?.focus()
  }

  return (
    <div className="relative shrink-0">
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={account ? words('accountOf', { name: account.name }) : words('menu')}
        onClick={() => setOpen(true)}
        className="grid size-10 place-items-center rounded-full text-ink-soft hover:bg-raised hover:text-ink"
      >
        {account ? <CircleUserRound aria-hidden className="size-5.5" /> : <Settings2 aria-hidden className="size-5" />}
      </button>
      {isOpen && (
        <Suspense fallback={null}>
          <SiteMenu account={account} theme={theme} onClose={close} />
        </Suspense>
      )}
    </div>
  )
}
