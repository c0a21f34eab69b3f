/** `/settings/webhooks`: the server's own webhooks, which hear of every channel. For operators. */

import { PageFrame } from '../../../features/site/page-frame.tsx'
import { Webhooks } from '../../../features/webhooks/webhooks.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { requireAccount } from '../../../server/session.ts'

export async function generateMetadata() {
  return { title: (await getTranslations('notifications'))('webhooks.title') }
}

export default async function ServerWebhooksPage() {
  await requireAccount('/settings/webhooks', 'operator')
  const words = await getTranslations('notifications')
  return (
    <PageFrame>
      <Messages of={['notifications']}>
        <div className="mx-auto max-w-3xl space-y-6">
          <h1 className="sr-only">{words('webhooks.title')}</h1>
          <Webhooks />
        </div>
      </Messages>
    </PageFrame>
  )
}
