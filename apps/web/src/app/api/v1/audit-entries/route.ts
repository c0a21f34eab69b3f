import { listAudit } from '../../../../features/settings/settings-operations.ts'

export const GET = listAudit.route
