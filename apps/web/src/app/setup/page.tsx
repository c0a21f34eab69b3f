/** `/setup?token=…`: the operator's account and first channel, made once. */

import { hasOperator } from '@shoal/db/operators'
import { SetupForm } from '../../features/setup/setup-form.tsx'
import { Empty } from '../../features/site/empty.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { isSetupToken } from '../../server/secrets.ts'
import { Code, SETUP_COMMAND } from '../../ui/code.tsx'
import { Link } from '../../ui/link.tsx'

export async function generateMetadata() {
  return { title: (await getTranslations('setup'))('title'), referrer: 'same-origin' as const }
}

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams
  const words = await getTranslations('setup')
  if (await hasOperator(database())) {
    return (
      <PageFrame>
        <Empty title={words('already')}>
          <p>
            {words.rich('alreadyText', {
              link: (text) => (
                <Link href="/sign-in" className="text-sea underline underline-offset-4">
                  {text}
                </Link>
              ),
            })}
          </p>
        </Empty>
      </PageFrame>
    )
  }
  if (typeof token !== 'string' || !(await isSetupToken(serverConfig().secretsFolder, token))) {
    return (
      <PageFrame>
        <Empty title={words('wrongLink')}>
          <p>{words('wrongLinkText')}</p>
          <ul className="list-disc space-y-2 ps-6">
            <li>{words('wholeLink')}</li>
            <li>{words.rich('atShell', { code: () => <Code>{SETUP_COMMAND}</Code> })}</li>
          </ul>
        </Empty>
      </PageFrame>
    )
  }
  return (
    <PageFrame>
      <div className="mx-auto max-w-lg py-2 sm:py-8">
        <h1 className="text-3xl font-semibold">{words('heading')}</h1>
        <p className="mt-2 mb-8 text-ink-soft">{words('text')}</p>
        <Messages of={['setup', 'account']}>
          <SetupForm token={token} />
        </Messages>
      </div>
    </PageFrame>
  )
}
