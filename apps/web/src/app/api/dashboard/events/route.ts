/** `GET /api/dashboard/events?range=…`: the dashboard's figures each two seconds. Operator only. */

import { dashboardRangeSchema } from '../../../../features/dashboard/dashboard-event.ts'
import { dashboardPoller } from '../../../../features/dashboard/read-dashboard.ts'
import { apiRoute, refuse } from '../../../../server/api.ts'
import { eventStream } from '../../../../server/event-stream.ts'
import { findAccount } from '../../../../server/session.ts'

export const GET = apiRoute(async (request: Request) => {
  if (!(await findAccount(request.headers))) return refuse(403, 'not-signed-in')
  const range = dashboardRangeSchema.safeParse(new URL(request.url).searchParams.get('range') ?? 'broadcast')
  if (!range.success) return refuse(400, 'bad-request')
  return eventStream(request.signal, (send) => dashboardPoller(range.data).subscribe(send))
})
