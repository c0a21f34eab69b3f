/** `GET /api/dashboard/events?range=…`: the dashboard's figures each two seconds. Operator only. */

import { dashboardRangeSchema } from '../../../../features/dashboard/dashboard-event.ts'
import { dashboardPoller } from '../../../../features/dashboard/read-dashboard.ts'
import { accountFor } from '../../../../server/access.ts'
import { apiRoute, refuse } from '../../../../server/api.ts'
import { eventStream } from '../../../../server/event-stream.ts'

export const GET = apiRoute(async (request: Request) => {
  const account = await accountFor(request, 'operator')
  if (account instanceof Response) return account
  const range = dashboardRangeSchema.safeParse(new URL(request.url).searchParams.get('range') ?? 'broadcast')
  if (!range.success) return refuse(400, 'bad-request')
  return eventStream(request.signal, (send) => dashboardPoller(range.data).subscribe(send))
})
