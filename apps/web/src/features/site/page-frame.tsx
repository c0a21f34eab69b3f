/** Header and width of an ordinary page. */

import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { findAccount } from '../../server/session.ts'
import { Header } from './header.tsx'

export async function PageFrame({ children }: { children: ReactNode }) {
  const operator = await findAccount(await headers())
  return (
    <>
      <Header isOperator={operator !== null} />
      <main className="mx-auto max-w-6xl px-4 py-6 sm:px-6 sm:py-10">{children}</main>
    </>
  )
}
