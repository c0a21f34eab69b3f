import { watchDashboard } from '../../../../../features/dashboard/dashboard-events-operation.ts'

export const GET = watchDashboard.route
