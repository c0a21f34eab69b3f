import { testServerWebhook } from '../../../../../../features/webhooks/server-operations.ts'

export const POST = testServerWebhook.route
