import { downloadRecording } from '../../../../../../../features/recordings/guarded-operations.ts'

export const GET = downloadRecording.route
