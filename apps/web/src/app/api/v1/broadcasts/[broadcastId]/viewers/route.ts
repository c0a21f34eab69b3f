import { readViewers } from '../../../../../../features/channels/read-operations.ts'

export const GET = readViewers.route
