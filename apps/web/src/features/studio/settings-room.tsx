/** The channel's settings: what it says of itself, how it broadcasts, its chat, who helps, and its end. */

'use client'

import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import type { ChatSettings } from '@shoal/protocol/chat'
import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { ModerationPanel } from '../chat/moderation-panel.tsx'
import { ChatForm } from './chat-form.tsx'
import { DeleteChannel } from './delete-channel.tsx'
import type { Moderator } from './moderator-forms.ts'
import { Moderators } from './moderators.tsx'
import { ProfileForm } from './profile-form.tsx'
import { SettingsForm } from './settings-form.tsx'
import { useStudio } from './studio-provider.tsx'

type SettingsRoomProps = {
  title: string
  about: string
  settings: ChannelSettings
  serverRetentionDays: number | null
  chat: ChatSettings
  moderators: Moderator[]
  picture: string | null
}

export function SettingsRoom(props: SettingsRoomProps) {
  const { title, about, settings, serverRetentionDays, chat, moderators, picture } = props
  const { slug } = useStudio()
  const words = useTranslations('studio')
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
      <div className="space-y-6">
        <Card title={words('settings.about')}>
          <ProfileForm title={title} about={about} picture={picture} />
        </Card>
        <Card title={words('settings.broadcasting')}>
          <SettingsForm slug={slug} settings={settings} serverRetentionDays={serverRetentionDays} />
        </Card>
      </div>
      <div className="space-y-6">
        <Card title={words('chat.title')}>
          <ChatForm chat={chat} />
          <div className="mt-8">
            <ModerationPanel slug={slug} canRun />
          </div>
        </Card>
        <Card title={words('moderators.title')}>
          <Moderators initial={moderators} />
        </Card>
        <Card title={words('delete.title')}>
          <DeleteChannel title={title} />
        </Card>
      </div>
    </div>
  )
}
