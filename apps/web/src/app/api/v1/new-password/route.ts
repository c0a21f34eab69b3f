import { renewPassword } from '../../../../features/account/password-operations.ts'

export const POST = renewPassword.route
