import { listPast } from '../../../../../../features/studio/broadcast-operations.ts'

export const GET = listPast.route
