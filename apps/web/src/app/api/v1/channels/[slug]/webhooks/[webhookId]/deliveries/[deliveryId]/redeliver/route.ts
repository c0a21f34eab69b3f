import { redeliverChannelWebhook } from '../../../../../../../../../../features/webhooks/channel-operations.ts'

export const POST = redeliverChannelWebhook.route
