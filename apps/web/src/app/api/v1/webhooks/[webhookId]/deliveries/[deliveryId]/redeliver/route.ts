import { redeliverServerWebhook } from '../../../../../../../../features/webhooks/server-operations.ts'

export const POST = redeliverServerWebhook.route
