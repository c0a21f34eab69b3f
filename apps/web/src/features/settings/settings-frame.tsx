/** Heading and sub pages of the operator's settings. */

import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { Link } from '../../ui/link.tsx'
import { NavRow } from '../../ui/nav-row.tsx'
import { PageFrame } from '../site/page-frame.tsx'

const PAGES = {
  server: '/settings',
  people: '/settings/people',
  policy: '/settings/policy',
  webhooks: '/settings/webhooks',
  secrets: '/settings/secrets',
  audit: '/settings/audit',
} as const
export type SettingsPage = keyof typeof PAGES
const NAMES = Object.keys(PAGES) as SettingsPage[]

export async function SettingsFrame({ page, children }: { page: SettingsPage; children: ReactNode }) {
  const words = await getTranslations('settings')
  return (
    <PageFrame>
      <h1 className="text-3xl font-semibold">{words('title')}</h1>
      <NavRow
        aria-label={words('nav')}
        className="-mx-4 mt-4 mb-8 scroll-px-4 overflow-x-auto border-b border-line px-4 sm:mx-0 sm:px-0"
      >
        <ul className="flex gap-5">
          {NAMES.map((name) => (
            <li key={name}>
              <Link
                href={PAGES[name]}
                aria-current={name === page ? 'page' : undefined}
                className={clsx(
                  'block border-b-2 py-2.5 font-medium whitespace-nowrap',
                  name === page ? 'border-sea text-ink' : 'border-transparent text-ink-soft hover:text-ink',
                )}
              >
                {words(`pages.${name}`)}
              </Link>
            </li>
          ))}
        </ul>
      </NavRow>
      <Messages of={['settings', 'account']}>{children}</Messages>
    </PageFrame>
  )
}

export async function settingsTitle(page: SettingsPage) {
  return { title: (await getTranslations('settings'))(`pages.${page}`) }
}
