/** `/sign-in`: for who has an account; watching needs none. */

import { hasOperator } from '@shoal/db/operators'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import type { ReactNode } from 'react'
import { nextPath, startPath } from '../../features/account/next-path.ts'
import { SignInForm } from '../../features/account/sign-in-form.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { findAccount } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'
import { Link } from '../../ui/link.tsx'
import { Notice } from '../../ui/notice.tsx'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('signIn.title') }
}

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const next = nextPath((await searchParams).next)
  const account = await findAccount(await headers())
  if (account) redirect(next ?? startPath(account.role))
  const [isSetUp, settings, words] = await Promise.all([
    hasOperator(database()),
    serverSettings(),
    getTranslations('account'),
  ])
  return (
    <PageFrame>
      <div className="mx-auto max-w-sm py-4 sm:py-12">
        <h1 className="text-3xl font-semibold">{words('signIn.title')}</h1>
        <p className="mt-2 mb-8 text-ink-soft">{words('signIn.text')}</p>
        {isSetUp ? (
          <Messages of={['account']}>
            <SignInForm next={next} />
          </Messages>
        ) : (
          <Notice>
            <p>{words('signIn.notSetUp')}</p>
          </Notice>
        )}
        {isSetUp && (
          <p className="mt-8 text-sm text-ink-soft">
            {serverConfig().mail
              ? words.rich('signIn.lostByMail', { link: linkTo('/lost-password') })
              : words('signIn.lost')}
          </p>
        )}
        {isSetUp && settings.signUp === 'open' && (
          <p className="mt-4 text-sm text-ink-soft">{words.rich('signIn.orSignUp', { link: linkTo('/sign-up') })}</p>
        )}
      </div>
    </PageFrame>
  )
}

function linkTo(href: '/lost-password' | '/sign-up') {
  return (text: ReactNode) => (
    <Link href={href} className="text-sea underline underline-offset-4">
      {text}
    </Link>
  )
}
