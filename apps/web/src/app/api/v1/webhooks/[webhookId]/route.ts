import { changeServerWebhook, deleteServerWebhook } from '../../../../../features/webhooks/server-operations.ts'

export const PUT = changeServerWebhook.route
export const DELETE = deleteServerWebhook.route
