import { createToken, listTokens } from '../../../../../features/tokens/operations.ts'

export const GET = listTokens.route
export const POST = createToken.route
