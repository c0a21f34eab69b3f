import { testChannelWebhook } from '../../../../../../../../features/webhooks/channel-operations.ts'

export const POST = testChannelWebhook.route
