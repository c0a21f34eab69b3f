import { uploadPicture } from '../../../../features/media/upload-operation.ts'

export const POST = uploadPicture.route
