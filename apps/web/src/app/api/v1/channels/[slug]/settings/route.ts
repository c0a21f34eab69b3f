import { updateSettings } from '../../../../../../features/studio/settings-operation.ts'

export const PATCH = updateSettings.route
