/** `/account`: one's own account. */

import { findAccountById } from '@shoal/db/accounts'
import { listSessions } from '@shoal/db/sessions'
import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import type { ReactNode } from 'react'
import { DeleteAccount } from '../../features/account/delete-account.tsx'
import { EmailForm, LanguageForm, NameForm, PasswordChangeForm } from '../../features/account/profile-forms.tsx'
import { SecondFactor } from '../../features/account/second-factor.tsx'
import { SessionList } from '../../features/account/session-list.tsx'
import { OwnFollows } from '../../features/notifications/own-follows.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { AccessTokens } from '../../features/tokens/access-tokens.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations, requestLocale } from '../../i18n/request.ts'
import { auth } from '../../server/auth.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { requireAccount } from '../../server/session.ts'
import { serverSettings } from '../../server/settings.ts'
import { Card } from '../../ui/card.tsx'

export async function generateMetadata() {
  return { title: (await getTranslations('account'))('title') }
}

export default async function AccountPage() {
  const { id } = await requireAccount('/account')
  const [account, sessions, current, locale, { name: serverName }, words] = await Promise.all([
    findAccountById(database(), id),
    listSessions(database(), id),
    auth().api.getSession({ headers: await headers() }),
    requestLocale(),
    serverSettings(),
    getTranslations('account'),
  ])
  if (!account) notFound() // deleted a moment ago
  const own = sessions.map(({ id: session, createdAt, seenAt, userAgent }) => ({
    ...{ id: session, userAgent, isThis: session === current?.session.id },
    ...{ createdAtMs: createdAt.getTime(), seenAtMs: seenAt.getTime() },
  }))
  return (
    <PageFrame>
      <h1 className="text-3xl font-semibold">{words('title')}</h1>
      <p className="mt-2 mb-8 text-ink-soft">{words('youAre', { role: words(`roles.${account.role}`) })}</p>
      <Messages of={['account', 'notifications']}>
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <Column>
            <Card title={words('profile')}>
              <NameForm name={account.name} />
            </Card>
            <Card title={words('email')}>
              <EmailForm email={account.email} />
            </Card>
            <Card title={words('password')}>
              <PasswordChangeForm />
            </Card>
            <Card title={words('language')}>
              <LanguageForm locale={locale} />
            </Card>
          </Column>
          <Column>
            <Card title={words('secondFactor.title')}>
              <SecondFactor isOn={account.hasSecondFactor} serverName={serverName} />
            </Card>
            <Card title={words('sessions.title')}>
              <SessionList sessions={own} />
            </Card>
            <OwnFollows hasMail={serverConfig().mail !== null} />
            <AccessTokens />
            <Card title={words('deletion.title')}>
              <DeleteAccount />
            </Card>
          </Column>
        </div>
      </Messages>
    </PageFrame>
  )
}

function Column({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 gap-5">{children}</div>
}
