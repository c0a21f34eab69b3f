import { rotate } from '../../../../../../features/settings/settings-operations.ts'

export const POST = rotate.route
