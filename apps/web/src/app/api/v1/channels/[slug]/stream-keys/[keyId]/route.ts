import { deleteStreamKey, renameKey } from '../../../../../../../features/studio/stream-key-operations.ts'

export const DELETE = deleteStreamKey.route
export const PATCH = renameKey.route
