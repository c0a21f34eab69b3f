import { rotateServerWebhookSecret } from '../../../../../../features/webhooks/server-operations.ts'

export const POST = rotateServerWebhookSecret.route
