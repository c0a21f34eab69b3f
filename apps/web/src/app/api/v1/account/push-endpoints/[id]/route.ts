import { removeBrowserById } from '../../../../../../features/notifications/operations.ts'

export const DELETE = removeBrowserById.route
