/** `/sign-up`: makes an account where the server is open to everybody. */

import { hasOperator } from '@shoal/db/operators'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { startPath } from '../../features/account/next-path.ts'
import { SignUpForm } from '../../features/account/sign-up-form.tsx'
import { Empty } from '../../features/site/empty.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { database } from '../../server/database.ts'
import { findAccount } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'
import { Link } from '../../ui/link.tsx'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('signUp.title') }
}

export default async function SignUpPage() {
  const account = await findAccount(await headers())
  if (account) redirect(startPath(account.role))
  const [settings, isSetUp, words] = await Promise.all([
    serverSettings(),
    hasOperator(database()),
    getTranslations('account'),
  ])
  if (!isSetUp || settings.signUp !== 'open') {
    return (
      <PageFrame>
        <Empty title={words('signUp.closedTitle')}>
          <p>{words(settings.signUp === 'invitation' ? 'signUp.byInvitation' : 'signUp.closed')}</p>
        </Empty>
      </PageFrame>
    )
  }
  return (
    <PageFrame>
      <div className="mx-auto max-w-sm py-4 sm:py-12">
        <h1 className="text-3xl font-semibold">{words('signUp.title')}</h1>
        <p className="mt-2 mb-8 text-ink-soft">{words('signUp.text')}</p>
        {settings.rules !== '' && (
          <p className="mb-6 text-ink-soft">
            {words.rich('signUp.rules', {
              link: (text) => (
                <Link href="/about" className="text-sea underline underline-offset-4">
                  {text}
                </Link>
              ),
            })}
          </p>
        )}
        <Messages of={['account']}>
          <SignUpForm />
        </Messages>
      </div>
    </PageFrame>
  )
}
