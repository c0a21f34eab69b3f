import { unsubscribe } from '../../../../features/notifications/operations.ts'

export const POST = unsubscribe.route
