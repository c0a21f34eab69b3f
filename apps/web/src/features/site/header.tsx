/** The bar at the top of every page: home, and the operator's own pages when one is signed in. */

import Link from 'next/link'
import { SignOutButton } from '../account/sign-out-button.tsx'
import { Mark } from './mark.tsx'

export function Header({ isOperator }: { isOperator: boolean }) {
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex min-h-14 max-w-6xl flex-wrap items-center gap-x-6 gap-y-1 px-4 py-2 sm:px-6">
        <Link href="/" className="flex items-center gap-2 text-lg font-semibold tracking-tight">
          <Mark className="h-6 text-sea" />
          Shoal
        </Link>
        <nav aria-label="Main" className="ml-auto flex items-center gap-4 text-sm font-medium sm:gap-6">
          {isOperator ? (
            <>
              <NavLink href="/studio">Studio</NavLink>
              <NavLink href="/dashboard">Dashboard</NavLink>
              <SignOutButton />
            </>
          ) : (
            <NavLink href="/sign-in">Sign in</NavLink>
          )}
        </nav>
      </div>
    </header>
  )
}

function NavLink({ href, children }: { href: string; children: string }) {
  return (
    <Link href={href} prefetch={false} className="py-2 text-ink-soft hover:text-ink">
      {children}
    </Link>
  )
}
