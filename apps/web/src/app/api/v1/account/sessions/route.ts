import { endOwnOtherSessions, listOwnSessions } from '../../../../../features/account/account-operations.ts'

export const GET = listOwnSessions.route
export const DELETE = endOwnOtherSessions.route
