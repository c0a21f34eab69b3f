import { endOwnSession } from '../../../../../../features/account/account-operations.ts'

export const DELETE = endOwnSession.route
