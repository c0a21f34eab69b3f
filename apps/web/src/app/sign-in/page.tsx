/** `/sign-in`: for operators; viewers need no account. */

import { hasOperator } from '@shoal/db/operators'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { nextPath } from '../../features/account/next-path.ts'
import { SignInForm } from '../../features/account/sign-in-form.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { database } from '../../server/database.ts'
import { findAccount } from '../../server/session.ts'
import { Notice } from '../../ui/notice.tsx'

export const metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const next = nextPath((await searchParams).next)
  if (await findAccount(await headers())) redirect(next)
  const isSetUp = await hasOperator(database())
  return (
    <PageFrame>
      <div className="mx-auto max-w-sm py-4 sm:py-12">
        <h1 className="text-3xl font-semibold">Sign in</h1>
        <p className="mt-2 mb-8 text-ink-soft">For whoever runs this server. Watching needs no account.</p>
        {isSetUp ? (
          <SignInForm next={next} />
        ) : (
          <Notice>
            <p>There is no account yet: open the setup link that the server printed when it started.</p>
          </Notice>
        )}
      </div>
    </PageFrame>
  )
}
