import { removeElsewhere } from '../../../../../features/elsewhere/operations.ts'

export const DELETE = removeElsewhere.route
