/** Channels and broadcasts as the HTTP API shows them. */

import { broadcastStateSchema } from '@shoal/protocol/broadcast-state'
import { privacySchema } from '@shoal/protocol/privacy'
import { z } from 'zod'

const timeSchema = z.iso.datetime().meta({ description: 'UTC, ISO 8601', example: '2026-11-21T18:30:00.000Z' })

export const channelNameSchema = z
  .object({
    slug: z.string().meta({ description: 'Its name in addresses', example: 'harbour' }),
    title: z.string().meta({ example: 'The harbour' }),
    watchUrl: z.url().meta({ description: 'Its watch page' }),
  })
  .meta({ id: 'ChannelName' })

export const broadcastSchema = z
  .object({
    id: z.string(),
    channel: channelNameSchema,
    state: broadcastStateSchema,
    title: z.string().meta({ description: 'Empty where the streamer gave none' }),
    description: z.string(),
    category: z.string(),
    privacy: privacySchema,
    startedAt: timeSchema,
    liveAt: timeSchema.nullable().meta({ description: 'When the first picture could be watched' }),
    endedAt: timeSchema.nullable(),
    viewers: z.int().meta({ description: 'Who watch now; 0 when it is over' }),
    watchUrl: z.url(),
    posterUrl: z.url().nullable().meta({ description: 'The latest picture, for whoever may see the broadcast' }),
    recording: z
      .object({
        seconds: z.number(),
        playlistUrl: z
          .url()
          .nullable()
          .meta({ description: 'HLS, of the whole broadcast; null where viewers need a ticket for it' }),
      })
      .nullable(),
  })
  .meta({ id: 'Broadcast' })
export type ApiBroadcast = z.input<typeof broadcastSchema>

export const channelSchema = z
  .object({
    ...channelNameSchema.shape,
    about: z.string(),
    category: z.string(),
    privacy: privacySchema.meta({ description: 'Of its next broadcast' }),
    isLive: z.boolean(),
    broadcast: broadcastSchema.nullable().meta({ description: 'The one that is live, if you may see it' }),
    announcement: z
      .object({ at: timeSchema, words: z.string() })
      .nullable()
      .meta({ description: 'The next broadcast, where one is announced' }),
  })
  .meta({ id: 'Channel' })

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(25).meta({ description: 'Most rows that you want' }),
  before: z.iso
    .datetime()
    .optional()
    .meta({ description: 'For the next page: `startedAt` of the last row that you have' }),
})
