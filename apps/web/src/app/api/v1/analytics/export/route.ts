import { exportAnalytics } from '../../../../../features/dashboard/dashboard-operations.ts'

export const GET = exportAnalytics.route
