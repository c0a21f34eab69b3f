/** The dashboard over HTTP: followed as a stream, read once, and exported as a table. */

import { eventStream } from '../../server/event-stream.ts'
import type { Account } from '../../server/find-account.ts'
import { operation } from '../../server/operation.ts'
import { dashboardEventSchema, SLICE_KINDS } from './dashboard-event.ts'
import { checkQuery, type DashboardQuery, dashboardQuerySchema } from './dashboard-query.ts'
import { type DashboardScope, loadScope } from './dashboard-scope.ts'
import { exportQuerySchema, exportRowsSchema, exportTable, toCsv } from './export-table.ts'
import { followDashboard, readDashboard, readWholeDashboard } from './read-dashboard.ts'

const REFUSALS = { 'unknown-channel': 404, 'unknown-broadcast': 404 } as const
const COMMON = {
  tags: ['Analytics'],
  method: 'GET',
  scope: 'analytics:read',
  role: 'streamer',
  refusals: REFUSALS,
} as const
const WHOSE = 'An operator sees every channel, a streamer their own.'

export const watchDashboard = operation({
  ...COMMON,
  id: 'watchDashboard',
  summary: 'Follow the dashboard’s figures each two seconds',
  description: WHOSE,
  path: '/dashboard/events',
  query: dashboardQuerySchema,
  answers: { 200: null },
  events: dashboardEventSchema,
  async handle({ request, account, query, refuse }) {
    const scope = await findScope(account, query)
    if (scope instanceof Response) return scope
    if (typeof scope === 'string') return refuse(scope)
    const load = async () => {
      const now = await loadScope(account, query)
      return typeof now === 'string' ? scope : now
    }
    return eventStream(request.signal, (send) => followDashboard({ accountId: account.id, scope, query, load }, send))
  },
})

export const readAnalytics = operation({
  ...COMMON,
  id: 'readAnalytics',
  summary: 'Read the figures of a time: totals, points of a chart, and slices',
  description: `Of each slice the 50 rows with the most bytes; the export has all. ${WHOSE}`,
  path: '/analytics',
  query: dashboardQuerySchema,
  answers: { 200: dashboardEventSchema },
  limit: { most: 120, seconds: 60 },
  async handle({ account, query, refuse }) {
    const scope = await findScope(account, query)
    if (scope instanceof Response) return scope
    if (typeof scope === 'string') return refuse(scope)
    return { status: 200, body: await readDashboard(scope, query) }
  },
})

export const exportAnalytics = operation({
  ...COMMON,
  id: 'exportAnalytics',
  summary: 'Export one table of the figures as CSV or JSON',
  description: `The points of the chart, or one of the slices (${SLICE_KINDS.join(', ')}). ${WHOSE}`,
  path: '/analytics/export',
  query: exportQuerySchema,
  answers: { 200: exportRowsSchema },
  alsoAs: ['text/csv'],
  limit: { most: 60, seconds: 60 },
  async handle({ account, query: { table, format, ...query }, refuse }) {
    const scope = await findScope(account, query)
    if (scope instanceof Response) return scope
    if (typeof scope === 'string') return refuse(scope)
    const event = await readWholeDashboard(scope, query)
    const rows = exportTable(event, table)
    const day = new Date(event.period.fromMs).toISOString().slice(0, 10)
    const headers = { 'Content-Disposition': `attachment; filename="shoal-${table}-${day}.${format}"` }
    if (format === 'json') return { status: 200, body: rows, headers }
    return new Response(toCsv(rows), {
      headers: { ...headers, 'Content-Type': 'text/csv; charset=utf-8', 'Cache-Control': 'no-store' },
    })
  },
})

async function findScope(
  account: Account,
  query: DashboardQuery,
): Promise<DashboardScope | keyof typeof REFUSALS | Response> {
  const problem = checkQuery(query, Date.now())
  if (problem) return Response.json({ error: 'bad-request', fields: [problem] }, { status: 400 })
  return await loadScope(account, query)
}
