import { readBroadcast } from '../../../../../features/channels/read-operations.ts'

export const GET = readBroadcast.route
