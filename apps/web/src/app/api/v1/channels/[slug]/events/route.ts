import { watchChannel } from '../../../../../../features/channels/channel-events-operation.ts'

export const GET = watchChannel.route
