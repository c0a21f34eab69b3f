import { changeEmail } from '../../../../../features/account/account-operations.ts'

export const PUT = changeEmail.route
