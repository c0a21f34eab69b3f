/** `/account/tokens`: one's own personal access tokens. */

import { PageFrame } from '../../../features/site/page-frame.tsx'
import { AccessTokens } from '../../../features/tokens/access-tokens.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { requireAccount } from '../../../server/session.ts'

export async function generateMetadata() {
  return { title: (await getTranslations('notifications'))('tokens.title') }
}

export default async function TokensPage() {
  await requireAccount('/account/tokens')
  const words = await getTranslations('notifications')
  return (
    <PageFrame>
      <Messages of={['notifications']}>
        <div className="mx-auto max-w-3xl space-y-6">
          <h1 className="sr-only">{words('tokens.title')}</h1>
          <AccessTokens />
        </div>
      </Messages>
    </PageFrame>
  )
}
