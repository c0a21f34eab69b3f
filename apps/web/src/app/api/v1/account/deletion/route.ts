import { deleteOwnAccount } from '../../../../../features/account/account-operations.ts'

export const POST = deleteOwnAccount.route
