import { setUp } from '../../../../features/setup/setup-operation.ts'

export const POST = setUp.route
