import { revokeToken } from '../../../../../../features/tokens/operations.ts'

export const DELETE = revokeToken.route
