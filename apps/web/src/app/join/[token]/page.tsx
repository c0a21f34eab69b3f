/** `/join/<token>`: makes an account with an invitation. */

import { findOpenInvitation } from '@shoal/db/invitations'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { startPath } from '../../../features/account/next-path.ts'
import { SignUpForm } from '../../../features/account/sign-up-form.tsx'
import { Empty } from '../../../features/site/empty.tsx'
import { PageFrame } from '../../../features/site/page-frame.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { database } from '../../../server/database.ts'
import { findAccount } from '../../../server/session.ts'

export async function generateMetadata() {
  const words = await getTranslations('account')
  // whoever has the link may use it: it goes to no other site
  return { title: words('join.title'), referrer: 'same-origin' as const, robots: { index: false } }
}

export default async function JoinPage({ params }: PageProps<'/join/[token]'>) {
  const { token } = await params
  const account = await findAccount(await headers())
  if (account) redirect(startPath(account.role))
  const [invitation, words] = await Promise.all([
    token.length <= 64 ? findOpenInvitation(database(), token) : null,
    getTranslations('account'),
  ])
  return (
    <PageFrame>
      {invitation ? (
        <div className="mx-auto max-w-sm py-4 sm:py-12">
          <h1 className="text-3xl font-semibold">{words('join.title')}</h1>
          <p className="mt-2 mb-8 text-ink-soft">{words('join.text', { role: words(`roles.${invitation.role}`) })}</p>
          <Messages of={['account']}>
            <SignUpForm invitation={token} />
          </Messages>
        </div>
      ) : (
        <Empty title={words('join.overTitle')}>
          <p>{words('join.over')}</p>
        </Empty>
      )}
    </PageFrame>
  )
}
