import { announceBroadcast, withdrawAnnouncement } from '../../../../../../features/studio/channel-operations.ts'

export const PUT = announceBroadcast.route
export const DELETE = withdrawAnnouncement.route
