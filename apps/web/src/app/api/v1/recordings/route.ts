import { listRecordedBroadcasts } from '../../../../features/channels/read-operations.ts'

export const GET = listRecordedBroadcasts.route
