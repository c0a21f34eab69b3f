import {
  changeChannelWebhook,
  deleteChannelWebhook,
} from '../../../../../../../features/webhooks/channel-operations.ts'

export const PUT = changeChannelWebhook.route
export const DELETE = deleteChannelWebhook.route
