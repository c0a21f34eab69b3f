/** `/dashboard`: who watches, who carries the bytes, and whether the figures can be trusted. */

import { notFound } from 'next/navigation'
import { checkQuery, dashboardQuerySchema } from '../../features/dashboard/dashboard-query.ts'
import { DashboardRoom } from '../../features/dashboard/dashboard-room.tsx'
import { hasBroadcasts, loadScope } from '../../features/dashboard/dashboard-scope.ts'
import { readDashboard } from '../../features/dashboard/read-dashboard.ts'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { Messages } from '../../i18n/messages.tsx'
import { getTranslations } from '../../i18n/request.ts'
import { requireAccount } from '../../server/session.ts'

export async function generateMetadata() {
  const words = await getTranslations('dashboard')
  return { title: words('title') }
}

export default async function DashboardPage({ searchParams }: PageProps<'/dashboard'>) {
  const account = await requireAccount('/dashboard', 'streamer')
  const asked = dashboardQuerySchema.safeParse(await searchParams)
  const query =
    asked.success && checkQuery(asked.data, Date.now()) === null ? asked.data : dashboardQuerySchema.parse({})
  const scope = await loadScope(account, query)
  if (typeof scope === 'string') notFound()
  const [initial, isUsed] = await Promise.all([readDashboard(scope, query), hasBroadcasts(scope)])
  return (
    <PageFrame isMoving>
      <Messages of={['dashboard']}>
        <DashboardRoom
          // a link within the page asks for another time
          key={JSON.stringify(query)}
          initial={initial}
          initialQuery={query}
          hasBroadcasts={isUsed}
        />
      </Messages>
    </PageFrame>
  )
}
