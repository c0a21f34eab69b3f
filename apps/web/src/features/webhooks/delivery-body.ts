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

/** What Discord shows of an event; `channel` is the channel's title. */
export type DiscordWords = (event: WebhookBody['event'], channel: string) => string

/** Discord's own limits of an embed. */
const MAX_TITLE = 256
const MAX_DESCRIPTION = 4096

export async function bodyFor(
  { form, body }: { form: 'generic' | 'discord'; body: string },
  words: () => Promise<DiscordWords>,
): Promise<string> {
  if (form === 'generic') return body
  return JSON.stringify(discordMessage(webhookBodySchema.parse(JSON.parse(body)), await words()))
}

/** Mentions nobody, whatever the titles say. */
function discordMessage({ event, at, channel, broadcast }: WebhookBody, words: DiscordWords) {
  const content = words(event, escapeMarkdown(channel?.title ?? ''))
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
