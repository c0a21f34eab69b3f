import { rotateChannelWebhookSecret } from '../../../../../../../../features/webhooks/channel-operations.ts'

export const POST = rotateChannelWebhookSecret.route
