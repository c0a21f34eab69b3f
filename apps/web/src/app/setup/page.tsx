/** `/setup?token=…`: the operator's account and first channel, made once. */

import { hasOperator } from '@shoal/db/operators'
import Link from 'next/link'
import { SetupForm } from '../../features/setup/setup-form.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { database } from '../../server/database.ts'
import { serverConfig } from '../../server/env.ts'
import { isSetupToken } from '../../server/secrets.ts'
import { Code } from '../../ui/code.tsx'
import { Empty } from '../../ui/empty.tsx'

export const metadata = { title: 'Set up', referrer: 'same-origin' as const }

export default async function SetupPage({ searchParams }: PageProps<'/setup'>) {
  const { token } = await searchParams
  if (await hasOperator(database())) {
    return (
      <PageFrame>
        <Empty title="This server is already set up">
          <p>
            A setup link works once. If you are the operator,{' '}
            <Link href="/sign-in" className="text-sea underline underline-offset-4">
              sign in
            </Link>
            .
          </p>
        </Empty>
      </PageFrame>
    )
  }
  if (typeof token !== 'string' || !(await isSetupToken(serverConfig().secretsFolder, token))) {
    return (
      <PageFrame>
        <Empty title="This setup link does not work">
          <p>It may be from an earlier start, or cut short when it was copied. For a working one:</p>
          <ul className="list-disc space-y-2 pl-6">
            <li>copy the whole link from the server’s start screen, or restart the server, which prints a new one;</li>
            <li>
              or set up at the shell with <Code>npm run shoal -- setup</Code>.
            </li>
          </ul>
        </Empty>
      </PageFrame>
    )
  }
  return (
    <PageFrame>
      <div className="mx-auto max-w-lg py-2 sm:py-8">
        <h1 className="text-3xl font-semibold">Set up your server</h1>
        <p className="mt-2 mb-8 text-ink-soft">
          Your account, and the channel that you will broadcast on. Then you get a stream key for OBS.
        </p>
        <SetupForm token={token} />
      </div>
    </PageFrame>
  )
}
