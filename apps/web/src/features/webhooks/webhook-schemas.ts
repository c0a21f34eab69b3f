/** What the webhooks' panel reads and sends. */

import { broadcastEventKindSchema } from '@shoal/protocol/broadcast-event'
import { lineSchema } from '@shoal/protocol/plain-text'
import { z } from 'zod'

const time = z.iso.datetime()

export const webhookDraftSchema = z.object({
  name: lineSchema(60).min(1),
  url: z.url({ protocol: /^https?$/ }).max(1000),
  events: z.array(broadcastEventKindSchema).min(1).max(broadcastEventKindSchema.options.length),
  form: z.enum(['generic', 'discord']),
  isActive: z.boolean(),
})

export const webhookSchema = z
  .object({ id: z.string(), ...webhookDraftSchema.shape, createdAt: time, isFailing: z.boolean() })
  .meta({ id: 'Webhook' })
export type WebhookRow = z.infer<typeof webhookSchema>
export const webhookListSchema = z.object({ webhooks: z.array(webhookSchema) })
export const webhookSecretSchema = z.object({
  id: z.string(),
  secret: z.string().meta({ description: 'What bodies are signed with; shown this once' }),
})

export const deliverySchema = z
  .object({
    id: z.string(),
    event: z.string(),
    state: z.enum(['waiting', 'delivered', 'failed']),
    attempts: z.int(),
    nextAttemptAt: time,
    status: z.int().nullable(),
    error: z.string().nullable(),
    createdAt: time,
    finishedAt: time.nullable(),
    body: z.string(),
  })
  .meta({ id: 'WebhookDelivery' })
export type DeliveryRow = z.infer<typeof deliverySchema>
export const deliveryListSchema = z.object({ deliveries: z.array(deliverySchema) })
