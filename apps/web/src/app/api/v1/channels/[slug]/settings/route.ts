import { updateSettings } from '../../../../../../features/studio/settings-operation.ts'

export const PUT = updateSettings.route
