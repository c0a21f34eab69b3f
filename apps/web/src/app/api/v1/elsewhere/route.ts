import { addElsewhere, listElsewhere } from '../../../../features/elsewhere/operations.ts'

export const GET = listElsewhere.route
export const POST = addElsewhere.route
