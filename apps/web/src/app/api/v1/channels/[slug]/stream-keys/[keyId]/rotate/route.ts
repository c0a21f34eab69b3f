import { rotateKey } from '../../../../../../../../features/studio/stream-key-operations.ts'

export const POST = rotateKey.route
