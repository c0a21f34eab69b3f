import { followChannel, readFollow, unfollowChannel } from '../../../../../../features/notifications/operations.ts'

export const GET = readFollow.route
export const PUT = followChannel.route
export const DELETE = unfollowChannel.route
