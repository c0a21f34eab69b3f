/** `/dashboard`: who carries the bytes, and whether the figures can be trusted. */

import { DashboardRoom } from '../../features/dashboard/dashboard-room.tsx'
import { readDashboard } from '../../features/dashboard/read-dashboard.ts'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { requireAccount } from '../../server/session.ts'

export const metadata = { title: 'Dashboard' }

export default async function DashboardPage() {
  await requireAccount('/dashboard', 'operator')
  return (
    <PageFrame>
      <DashboardRoom initial={await readDashboard('broadcast')} />
    </PageFrame>
  )
}
