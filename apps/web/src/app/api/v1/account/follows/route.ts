import { listFollowed } from '../../../../../features/notifications/operations.ts'

export const GET = listFollowed.route
