import { readBroadcastAnalytics } from '../../../../../../../../features/studio/broadcast-operations.ts'

export const GET = readBroadcastAnalytics.route
