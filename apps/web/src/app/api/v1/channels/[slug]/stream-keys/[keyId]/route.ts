import { deleteStreamKey } from '../../../../../../../features/studio/stream-key-operations.ts'

export const DELETE = deleteStreamKey.route
