import { listServerDeliveries } from '../../../../../../features/webhooks/server-operations.ts'

export const GET = listServerDeliveries.route
