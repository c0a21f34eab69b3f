import { addBrowser, listBrowsers, removeBrowser } from '../../../../../features/notifications/operations.ts'

export const GET = listBrowsers.route
export const POST = addBrowser.route
export const DELETE = removeBrowser.route
