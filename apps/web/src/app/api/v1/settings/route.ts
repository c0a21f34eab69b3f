import { changeSettings, readSettings } from '../../../../features/settings/settings-operations.ts'

export const GET = readSettings.route
export const PATCH = changeSettings.route
