/** How the channel's next broadcast is made. */

import { writeAuditEntry } from '@shoal/db/audit'
import { updateChannelSettings } from '@shoal/db/channels'
import { channelSettingsSchema } from '@shoal/protocol/channel-settings'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'

export const updateSettings = operation({
  id: 'updateChannelSettings',
  summary: 'Change how the channel’s next broadcast is made',
  description: 'What is left out stays as it is.',
  tags: ['Channels'],
  method: 'PATCH',
  path: '/channels/{slug}/settings',
  scope: 'channels:write',
  right: 'run',
  params: slugParams,
  body: channelSettingsSchema.exactPartial(),
  answers: { 204: null },
  async handle({ account, channel, body }) {
    await updateChannelSettings(database(), channel.id, body)
    await writeAuditEntry(database(), {
      actor: account,
      action: 'channel-settings-changed',
      target: `channel ${channel.slug}`,
    })
    return { status: 204 }
  },
})
