import { removeModerator } from '../../../../../../../features/studio/moderator-operations.ts'

export const DELETE = removeModerator.route
