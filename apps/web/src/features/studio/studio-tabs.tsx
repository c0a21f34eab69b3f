/** The studio's parts, as links that lead to pages of their own. */

'use client'

import clsx from 'clsx'
import { usePathname } from 'next/navigation'
import { useTranslations } from 'use-intl/react'
import { Link } from '../../ui/link.tsx'
import { NavRow } from '../../ui/nav-row.tsx'

const TABS = [
  { name: 'live', path: '' },
  { name: 'broadcasts', path: '/broadcasts' },
  { name: 'keys', path: '/keys' },
  { name: 'settings', path: '/settings' },
] as const

export function StudioTabs({ slug }: { slug: string }) {
  const words = useTranslations('studio')
  const here = usePathname()
  const base = `/studio/${slug}`
  return (
    <NavRow aria-label={words('tabs.label')} className="-mx-4 mb-6 scroll-px-4 overflow-x-auto px-4 sm:mx-0 sm:px-0">
      <ul className="flex min-w-max gap-1 border-b border-line">
        {TABS.map(({ name, path }) => {
          const isHere = path === '' ? here === base : here.startsWith(base + path)
          return (
            <li key={name}>
              <Link
                href={base + path}
                aria-current={isHere ? 'page' : undefined}
                className={clsx(
                  '-mb-px inline-flex min-h-11 items-center border-b-2 px-3 font-medium sm:px-4',
                  isHere ? 'border-sea text-ink' : 'border-transparent text-ink-soft hover:text-ink',
                )}
              >
                {words(`tabs.${name}`)}
              </Link>
            </li>
          )
        })}
      </ul>
    </NavRow>
  )
}
