import { endBroadcast } from '../../../../../../features/studio/broadcast-operations.ts'

export const POST = endBroadcast.route
