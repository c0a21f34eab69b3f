import { watchDashboard } from '../../../../../features/dashboard/dashboard-operations.ts'

export const GET = watchDashboard.route
