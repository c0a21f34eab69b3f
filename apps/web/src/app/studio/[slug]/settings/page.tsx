/** `/studio/<slug>/settings`: the channel itself. */

import { listChannelMembers } from '@shoal/db/channel-members'
import { channelSettings } from '@shoal/db/channels'
import { chatSettings } from '@shoal/db/chat-settings'
import { notFound } from 'next/navigation'
import { SettingsRoom } from '../../../../features/studio/settings-room.tsx'
import { profileOf, studioOf } from '../../../../features/studio/studio-of.ts'
import { Webhooks } from '../../../../features/webhooks/webhooks.tsx'
import { Messages } from '../../../../i18n/messages.tsx'
import { database } from '../../../../server/database.ts'
import { serverSettings } from '../../../../server/settings.ts'

export default async function StudioSettingsPage({ params }: PageProps<'/studio/[slug]/settings'>) {
  const { channel } = await studioOf((await params).slug, '/settings')
  const [profile, settings, members, chat, { retentionDays }] = await Promise.all([
    profileOf(channel.id),
    channelSettings(database(), channel.id),
    listChannelMembers(database(), channel.id),
    chatSettings(database(), channel.id),
    serverSettings(),
  ])
  if (!settings) notFound()
  return (
    <>
      <SettingsRoom
        title={channel.title}
        about={profile.about}
        picture={profile.picture}
        settings={settings}
        serverRetentionDays={retentionDays}
        chat={chat}
        moderators={members.map(({ userId, name, since }) => ({ userId, name, since: since.toISOString() }))}
      />
      <div className="mt-6">
        <Messages of={['notifications']}>
          <Webhooks slug={channel.slug} />
        </Messages>
      </div>
    </>
  )
}
