import { exportRecording } from '../../../../../../../../features/recordings/recording-operations.ts'

export const POST = exportRecording.route
