import { uninvite } from '../../../../../features/settings/people-operations.ts'

export const DELETE = uninvite.route
