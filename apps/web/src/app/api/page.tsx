/** `/api`: the HTTP API for people, made from the same operations as its OpenAPI document. */

import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { OperationItem } from '../../features/api/operation-item.tsx'
import { OperationSearch } from '../../features/api/operation-search.tsx'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { pageAddress, pageOrigin } from '../../server/addresses.ts'
import { serverConfig } from '../../server/env.ts'
import { API_PATH } from '../../server/operation.ts'
import { OPERATIONS } from '../../server/operations.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Link } from '../../ui/link.tsx'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('notifications'))('api.title') }
}

const LINK = 'text-sea underline underline-offset-4'

export default async function ApiPage() {
  const words = await getTranslations('notifications')
  const site = pageOrigin(pageAddress(await headers(), serverConfig()))
  const tags = [...new Set(OPERATIONS.map(({ definition }) => definition.tags[0]))]
  return (
    <PageFrame>
      <Messages of={['notifications']}>
        <div className="max-w-4xl space-y-10">
          <header className="space-y-4">
            <h1 className="text-3xl font-semibold">{words('api.title')}</h1>
            <p className="max-w-prose text-lg text-ink-soft">
              {words('api.intro', { path: `\u2068${API_PATH}\u2069` })}{' '}
              <Link href={`${API_PATH}/openapi.json`} className={LINK}>
                {words('api.document')}
              </Link>
            </p>
          </header>
          <section className="space-y-3">
            <h2 className="text-xl font-semibold">{words('api.tokensTitle')}</h2>
            <p className="max-w-prose">
              {words('api.tokens')}{' '}
              <Link href="/account/tokens" className={LINK}>
                {words('api.account')}
              </Link>
            </p>
            <CodeBlock label={words('api.example')}>
              {`curl '${site}${API_PATH}/account/channels' \\\n  -H 'Authorization: Bearer shoal_pat_…'`}
            </CodeBlock>
          </section>
          <section className="space-y-3">
            <h2 className="text-xl font-semibold">{words('api.problemsTitle')}</h2>
            <p className="max-w-prose">{words('api.problems')}</p>
          </section>
          <OperationSearch>
            {tags.map((tag) => (
              <section key={tag} data-group className="mt-8">
                <h2 lang="en" dir="ltr" className="mb-2 text-xl font-semibold rtl:text-end">
                  {tag}
                </h2>
                {OPERATIONS.filter(({ definition }) => definition.tags[0] === tag).map(({ definition }) => (
                  <OperationItem key={definition.id} definition={definition} apiUrl={`${site}${API_PATH}`} />
                ))}
              </section>
            ))}
          </OperationSearch>
        </div>
      </Messages>
    </PageFrame>
  )
}
