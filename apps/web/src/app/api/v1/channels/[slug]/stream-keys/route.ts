import { createStreamKey, listKeys } from '../../../../../../features/studio/stream-key-operations.ts'

export const GET = listKeys.route
export const POST = createStreamKey.route
