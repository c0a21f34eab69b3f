import { createChannelWebhook, listChannelWebhooks } from '../../../../../../features/webhooks/channel-operations.ts'

export const GET = listChannelWebhooks.route
export const POST = createChannelWebhook.route
