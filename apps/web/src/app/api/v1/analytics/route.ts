import { readAnalytics } from '../../../../features/dashboard/dashboard-operations.ts'

export const GET = readAnalytics.route
