import { readChannel } from '../../../../../features/channels/read-operations.ts'
import { editChannel, removeChannel } from '../../../../../features/studio/channel-operations.ts'

export const GET = readChannel.route
export const PATCH = editChannel.route
export const DELETE = removeChannel.route
