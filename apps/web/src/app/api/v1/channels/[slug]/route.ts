import { readChannel } from '../../../../../features/channels/read-operations.ts'

export const GET = readChannel.route
