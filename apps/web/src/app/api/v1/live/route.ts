import { listLiveBroadcasts } from '../../../../features/channels/read-operations.ts'

export const GET = listLiveBroadcasts.route
