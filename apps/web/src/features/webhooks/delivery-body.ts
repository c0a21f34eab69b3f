/** What a webhook's receiver is sent: our own JSON, or a message that Discord shows. */

import { broadcastEventKindSchema } from '@shoal/protocol/broadcast-event'
import { z } from 'zod'

/** The generic body; also the events of the document. */
const webhookBodySchema = z.object({
  id: z.string(),
  event: z.enum([...broadcastEventKindSchema.options, 'ping']),
  at: z.string(),
  channel: z.object({ slug: z.string(), title: z.string(), watchUrl: z.string() }).optional(),
  broadcast: z
    .object({
      ...{ id: z.string(), title: z.string(), description: z.string(), category: z.string(), privacy: z.string() },
      ...{ startedAt: z.string(), endedAt: z.string().nullable(), watchUrl: z.string() },
      isTest: z.boolean().default(false).meta({ description: 'The studio’s test picture' }),
    })
    .optional(),
})
type WebhookBody = z.infer<typeof webhookBodySchema>

const WORDS: { [event in WebhookBody['event']]: (channel: string) => string } = {
  'broadcast.started': (channel) => `${channel} is live`,
  'broadcast.interrupted': (channel) => `${channel} is interrupted, and should be back in a moment`,
  'broadcast.ended': (channel) => `${channel} has ended its broadcast`,
  'recording.ready': (channel) => `The recording of ${channel} can be watched`,
  ping: () => 'This webhook works',
}
/** Discord's own limits of an embed. */
const MAX_TITLE = 256
const MAX_DESCRIPTION = 4096

export function bodyFor(form: 'generic' | 'discord', generic: string): string {
  return form === 'generic' ? generic : JSON.stringify(discordMessage(webhookBodySchema.parse(JSON.parse(generic))))
}

/** Mentions nobody, whatever the titles say. */
function discordMessage({ event, at, channel, broadcast }: WebhookBody) {
  const content = WORDS[event](escapeMarkdown(channel?.title ?? ''))
  const message = { content, allowed_mentions: { parse: [] } }
  if (!channel || !broadcast) return message
  const embed = {
    title: escapeMarkdown(broadcast.title || channel.title).slice(0, MAX_TITLE),
    description: escapeMarkdown(broadcast.description).slice(0, MAX_DESCRIPTION),
    url: event === 'recording.ready' || event === 'broadcast.ended' ? broadcast.watchUrl : channel.watchUrl,
    timestamp: at,
  }
  return { ...message, embeds: [embed] }
}

function escapeMarkdown(text: string): string {
  return text.replaceAll(/[\\*_~`|>[\]()#]/g, '\\$&')
}
