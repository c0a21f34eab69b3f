import { listChannels } from '../../../../features/channels/read-operations.ts'

export const GET = listChannels.route
