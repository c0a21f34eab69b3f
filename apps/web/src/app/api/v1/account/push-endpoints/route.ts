import { addBrowser, removeBrowser } from '../../../../../features/notifications/operations.ts'

export const POST = addBrowser.route
export const DELETE = removeBrowser.route
