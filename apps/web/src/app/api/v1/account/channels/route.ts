import { listOwnChannels } from '../../../../../features/studio/channel-operations.ts'

export const GET = listOwnChannels.route
