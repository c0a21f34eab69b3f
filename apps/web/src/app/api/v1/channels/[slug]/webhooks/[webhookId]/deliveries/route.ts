import { listChannelDeliveries } from '../../../../../../../../features/webhooks/channel-operations.ts'

export const GET = listChannelDeliveries.route
