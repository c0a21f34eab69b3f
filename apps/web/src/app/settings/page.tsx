/** `/settings`: the server's name and look, what it says of itself. */

import { readServerSettings } from '@shoal/db/server-settings'
import { LookForm, WordsForm } from '../../features/settings/server-forms.tsx'
import { SettingsFrame, settingsTitle } from '../../features/settings/settings-frame.tsx'
import { database } from '../../server/database.ts'
import { requireAccount } from '../../server/session.ts'

export const generateMetadata = () => settingsTitle('server')

export default async function ServerSettingsPage() {
  await requireAccount('/settings', 'operator')
  const { name, logo, accent, about, rules, locale, chatNames } = await readServerSettings(database())
  return (
    <SettingsFrame page="server">
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <LookForm settings={{ name, logo, accent }} />
        <WordsForm settings={{ about, rules, locale, chatNames }} />
      </div>
    </SettingsFrame>
  )
}
