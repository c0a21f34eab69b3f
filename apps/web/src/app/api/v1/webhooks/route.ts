import { createServerWebhook, listServerWebhooks } from '../../../../features/webhooks/server-operations.ts'

export const GET = listServerWebhooks.route
export const POST = createServerWebhook.route
