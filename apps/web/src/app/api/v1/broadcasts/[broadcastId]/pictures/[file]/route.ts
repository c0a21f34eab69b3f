import { readPicture } from '../../../../../../../features/recordings/guarded-operations.ts'

export const GET = readPicture.route
