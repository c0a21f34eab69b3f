import { givePassword } from '../../../../../../features/privacy/password-operation.ts'

export const POST = givePassword.route
