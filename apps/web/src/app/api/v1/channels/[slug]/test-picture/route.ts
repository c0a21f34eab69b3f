import { startTestPicture, stopTestPicture } from '../../../../../../features/studio/broadcast-operations.ts'

export const POST = startTestPicture.route
export const DELETE = stopTestPicture.route
