/** `/settings/policy`: P2P, quotas, retention, price, and what is shared of other servers. */

import { listElsewhere } from '@shoal/db/elsewhere'
import { readServerSettings } from '@shoal/db/server-settings'
import { ElsewhereCard } from '../../../features/elsewhere/elsewhere-card.tsx'
import { P2pForm, PriceForm, QuotasForm } from '../../../features/settings/policy-forms.tsx'
import { SettingsFrame, settingsTitle } from '../../../features/settings/settings-frame.tsx'
import { database } from '../../../server/database.ts'
import { serverConfig } from '../../../server/env.ts'
import { requireAccount } from '../../../server/session.ts'

export const generateMetadata = () => settingsTitle('policy')

export default async function PolicySettingsPage() {
  await requireAccount('/settings/policy', 'operator')
  const [{ p2p, quotas, retentionDays, price }, elsewhere] = await Promise.all([
    readServerSettings(database()),
    listElsewhere(database()),
  ])
  const listed = elsewhere.map(({ slug, title, playlist }) => ({ slug, name: title, playlist }))
  const { most, uploadKbps, uploadMegabytes } = serverConfig().p2p
  return (
    <SettingsFrame page="policy">
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <div className="grid gap-5">
          <P2pForm settings={{ p2p }} bounds={{ most, uploadKbps, uploadMegabytes }} />
          <ElsewhereCard listed={listed} />
        </div>
        <div className="grid gap-5">
          <QuotasForm settings={{ quotas, retentionDays }} />
          <PriceForm settings={{ price }} />
        </div>
      </div>
    </SettingsFrame>
  )
}
