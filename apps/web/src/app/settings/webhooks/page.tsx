/** `/settings/webhooks`: the server's own webhooks, which hear of every channel. For operators. */

import { SettingsFrame, settingsTitle } from '../../../features/settings/settings-frame.tsx'
import { Webhooks } from '../../../features/webhooks/webhooks.tsx'
import { Messages } from '../../../i18n/messages.tsx'
import { requireAccount } from '../../../server/session.ts'

export const generateMetadata = () => settingsTitle('webhooks')

export default async function ServerWebhooksPage() {
  await requireAccount('/settings/webhooks', 'operator')
  return (
    <SettingsFrame page="webhooks">
      <Messages of={['notifications']}>
        <div className="max-w-3xl">
          <Webhooks />
        </div>
      </Messages>
    </SettingsFrame>
  )
}
