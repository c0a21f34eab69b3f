import { changeAccount, readAccount } from '../../../../features/account/account-operations.ts'

export const GET = readAccount.route
export const PATCH = changeAccount.route
