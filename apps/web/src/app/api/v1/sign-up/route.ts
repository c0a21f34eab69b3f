import { signUp } from '../../../../features/account/sign-up-operation.ts'

export const POST = signUp.route
