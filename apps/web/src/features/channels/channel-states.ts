/** What every channel is doing, read once a second for all watch pages and studios together. */

import { channelStates } from '@shoal/db/channel-states'
import type { ChannelEvent } from '@shoal/protocol/channel-event'
import { database } from '../../server/database.ts'
import { log } from '../../server/log.ts'
import { SharedPoller } from '../../server/shared-poller.ts'
import { singleton } from '../../server/singleton.ts'
import { channelEvent } from './channel-event-of.ts'

const EVERY_MS = 1000

export const channelStatePoller = singleton(
  'channel-states',
  () =>
    new SharedPoller<ReadonlyMap<string, ChannelEvent>>({
      everyMs: EVERY_MS,
      read: async () =>
        new Map((await channelStates(database())).map((channel) => [channel.slug, channelEvent(channel)])),
      onFailure: (error) => log().warn({ err: error }, 'channel states cannot be read; listeners keep the last'),
      onRecovery: () => log().info('channel states can be read again'),
    }),
)
