import { resetPassword } from '../../../../../../features/settings/people-operations.ts'

export const POST = resetPassword.route
