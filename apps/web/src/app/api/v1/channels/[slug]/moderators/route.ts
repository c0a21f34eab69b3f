import { addModerator, listModerators } from '../../../../../../features/studio/moderator-operations.ts'

export const GET = listModerators.route
export const POST = addModerator.route
