/** The dashboard's figures each two seconds. */

import { z } from 'zod'
import { eventStream } from '../../server/event-stream.ts'
import { operation } from '../../server/operation.ts'
import { dashboardEventSchema, dashboardRangeSchema } from './dashboard-event.ts'
import { dashboardPoller } from './read-dashboard.ts'

export const watchDashboard = operation({
  id: 'watchDashboard',
  summary: 'Follow the dashboard’s figures each two seconds',
  tags: ['Analytics'],
  method: 'GET',
  path: '/dashboard/events',
  scope: 'analytics:read',
  role: 'operator',
  query: z.object({ range: dashboardRangeSchema.default('broadcast') }),
  answers: { 200: null },
  events: dashboardEventSchema,
  async handle({ request, query }) {
    return eventStream(request.signal, (send) => dashboardPoller(query.range).subscribe(send))
  },
})
