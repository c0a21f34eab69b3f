import { listChannels } from '../../../../features/channels/read-operations.ts'
import { addChannel } from '../../../../features/studio/channel-operations.ts'

export const GET = listChannels.route
export const POST = addChannel.route
