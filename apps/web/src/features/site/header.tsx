/** The bar at the top of every page: home, one's own pages, and a menu for language, look and account. */

import { isAtLeast } from '@shoal/protocol/roles'
import clsx from 'clsx'
import { headers } from 'next/headers'
import Image from 'next/image'
import { getTranslations } from '../../i18n/request.ts'
import { findAccount } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'
import { Link } from '../../ui/link.tsx'
import { Mark } from './mark.tsx'
import { PageProgress } from './page-progress.tsx'
import { SiteMenuButton } from './site-menu-button.tsx'
import { requestTheme } from './theme.ts'

export async function Header() {
  const [words, settings, account, theme] = await Promise.all([
    getTranslations('site'),
    serverSettings(),
    // the page of a database that is away has this bar too
    findAccount(await headers()).catch(() => null),
    requestTheme(),
  ])
  const hasChannels = account !== null && isAtLeast(account.role, 'streamer')
  return (
    <header className="border-b border-line">
      <PageProgress />
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded-lg focus:bg-surface focus:p-3"
      >
        {words('skip')}
      </a>
      <div
        className={clsx(
          'mx-auto flex min-h-14 max-w-7xl items-center gap-x-4 px-4 py-2 sm:gap-x-6 sm:px-6',
          // above a player it is as wide as the room below it
          '[body:has([data-room=theatre])_&]:max-w-none [body:has([data-room=wide])_&]:max-w-[100rem]',
          'lg:[body:has([data-room=narrow])_&]:max-w-6xl',
        )}
      >
        <Link href="/" className="flex min-w-0 items-center gap-2 text-lg font-semibold tracking-tight">
          {settings.logo === null ? (
            <Mark className="h-6 shrink-0 text-sea" />
          ) : (
            <Image
              unoptimized
              src={`/media/${settings.logo}`}
              alt=""
              width={32}
              height={32}
              className="size-8 rounded"
            />
          )}
          <span className="truncate">{settings.name}</span>
        </Link>
        <nav aria-label={words('main')} className="ms-auto flex items-center gap-3 text-sm font-medium sm:gap-6">
          {hasChannels && (
            <>
              <NavLink href="/studio">{words('studio')}</NavLink>
              <NavLink href="/dashboard">{words('dashboard')}</NavLink>
            </>
          )}
          {account === null && <NavLink href="/sign-in">{words('signIn')}</NavLink>}
        </nav>
        <SiteMenuButton
          account={account && { name: account.name, isOperator: account.role === 'operator' }}
          theme={theme}
        />
      </div>
    </header>
  )
}

function NavLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} className="py-2 text-ink-soft hover:text-ink">
      {children}
    </Link>
  )
}
