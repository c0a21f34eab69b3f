/** `/settings/secrets`: what the server signs with, made anew. */

import { RotateSecret } from '../../../features/settings/rotate-secret.tsx'
import { SettingsFrame, settingsTitle } from '../../../features/settings/settings-frame.tsx'
import { getTranslations } from '../../../i18n/request.ts'
import { serverConfig } from '../../../server/env.ts'
import { requireAccount } from '../../../server/session.ts'
import { Card } from '../../../ui/card.tsx'

export const generateMetadata = () => settingsTitle('secrets')

export default async function SecretsPage() {
  await requireAccount('/settings/secrets', 'operator')
  const words = await getTranslations('settings')
  const { p2p, metricsToken } = serverConfig()
  return (
    <SettingsFrame page="secrets">
      <p className="mb-6 text-ink-soft">{words('secrets.text')}</p>
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <RotateSecret secret="ticket" />
        <RotateSecret secret="auth" />
        {p2p.turnUrls.length > 0 &&
          (p2p.turnSecret === undefined ? (
            <RotateSecret secret="turn" />
          ) : (
            <Card title={words('secrets.turn')}>
              <p className="text-ink-soft">{words('secrets.turnElsewhere')}</p>
            </Card>
          ))}
        <Card title={words('secrets.metrics')}>
          <p className="text-ink-soft">
            {words(metricsToken === undefined ? 'secrets.metricsNone' : 'secrets.metricsText')}
          </p>
        </Card>
      </div>
    </SettingsFrame>
  )
}
