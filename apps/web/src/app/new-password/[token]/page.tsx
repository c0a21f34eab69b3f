/** `/new-password/<token>`: where the link of an e-mail leads. */

import { notFound } from 'next/navigation'
import { NewPasswordForm } from '../../../features/account/new-password-form.tsx'
import { Empty } from '../../../features/site/empty.tsx'
import { PageFrame } from '../../../features/site/page-frame.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { isPasswordLink } from '../../../server/auth.ts'
import { serverConfig } from '../../../server/env.ts'
import { Link } from '../../../ui/link.tsx'

export async function generateMetadata() {
  const words = await getTranslations('account')
  // whoever has the link may use it: it goes to no other site
  return { title: words('renewal.title'), referrer: 'same-origin' as const, robots: { index: false } }
}

export default async function NewPasswordPage({ params }: PageProps<'/new-password/[token]'>) {
  if (!serverConfig().mail) notFound()
  const { token } = await params
  const [isOpen, words] = await Promise.all([isPasswordLink(token), getTranslations('account')])
  return (
    <PageFrame>
      {isOpen ? (
        <div className="mx-auto max-w-sm py-4 sm:py-12">
          <h1 className="text-3xl font-semibold">{words('renewal.title')}</h1>
          <p className="mt-2 mb-8 text-ink-soft">{words('renewal.text')}</p>
          <Messages of={['account']}>
            <NewPasswordForm token={token} />
          </Messages>
        </div>
      ) : (
        <Empty title={words('renewal.overTitle')}>
          <p>
            {words.rich('renewal.over', {
              link: (text) => (
                <Link href="/lost-password" className="text-sea underline underline-offset-4">
                  {text}
                </Link>
              ),
            })}
          </p>
        </Empty>
      )}
    </PageFrame>
  )
}
