/** `/lost-password`: a link for a new one, where the server sends e-mail. */

import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { LostPasswordForm } from '../../features/account/lost-password-form.tsx'
import { startPath } from '../../features/account/next-path.ts'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { serverConfig } from '../../server/env.ts'
import { findAccount } from '../../server/session.ts'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('renewal.lostTitle'), robots: { index: false } }
}

export default async function LostPasswordPage() {
  if (!serverConfig().mail) notFound()
  const account = await findAccount(await headers())
  if (account) redirect(startPath(account.role))
  const words = await getTranslations('account')
  return (
    <PageFrame>
      <div className="mx-auto max-w-sm py-4 sm:py-12">
        <h1 className="text-3xl font-semibold">{words('renewal.lostTitle')}</h1>
        <p className="mt-2 mb-8 text-ink-soft">{words('renewal.lostText')}</p>
        <Messages of={['account']}>
          <LostPasswordForm />
        </Messages>
      </div>
    </PageFrame>
  )
}
