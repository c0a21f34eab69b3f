import { listBroadcasts } from '../../../../../../features/channels/read-operations.ts'

export const GET = listBroadcasts.route
