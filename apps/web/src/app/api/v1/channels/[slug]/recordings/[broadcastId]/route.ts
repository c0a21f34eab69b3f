import { deleteRecording } from '../../../../../../../features/recordings/recording-operations.ts'

export const DELETE = deleteRecording.route
