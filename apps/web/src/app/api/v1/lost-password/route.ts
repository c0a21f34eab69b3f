import { sendPasswordLink } from '../../../../features/account/password-operations.ts'

export const POST = sendPasswordLink.route
