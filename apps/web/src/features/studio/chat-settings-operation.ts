/** How a channel's chat is. */

import { writeAuditEntry } from '@shoal/db/audit'
import { chatSettings, updateChatSettings } from '@shoal/db/chat-settings'
import { chatSettingsChangeSchema, chatSettingsSchema } from '@shoal/protocol/chat'
import { database } from '../../server/database.ts'
import { operation } from '../../server/operation.ts'
import { slugParams } from '../channels/slug-params.ts'

const ofChat = { tags: ['Chat'], path: '/channels/{slug}/chat-settings', right: 'run', params: slugParams } as const

export const readChatSettings = operation({
  ...ofChat,
  id: 'readChatSettings',
  summary: 'Read how the channel’s chat is set, blocked words too',
  method: 'GET',
  scope: 'channels:read',
  answers: { 200: chatSettingsSchema },
  async handle({ channel }) {
    return { status: 200, body: await chatSettings(database(), channel.id) }
  },
})

export const changeChatSettings = operation({
  ...ofChat,
  id: 'changeChatSettings',
  summary: 'Change who may write in the channel’s chat, how fast, and what not',
  description: 'It counts at once. What is left out stays as it is.',
  method: 'PATCH',
  scope: 'channels:write',
  body: chatSettingsChangeSchema,
  answers: { 204: null },
  async handle({ account, channel, body }) {
    await updateChatSettings(database(), channel.id, body)
    const { blockedWords, isOn, mode, slowSeconds } = body
    await writeAuditEntry(database(), {
      ...{ actor: account, action: 'chat-settings-changed', target: `channel ${channel.slug}` },
      detail: {
        ...(isOn !== undefined && { isOn }),
        ...(mode && { mode }),
        ...(slowSeconds !== undefined && { slowSeconds }),
        ...(blockedWords && { words: blockedWords.length }),
      },
    })
    return { status: 204 }
  },
})
