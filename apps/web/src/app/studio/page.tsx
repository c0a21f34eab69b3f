/** `/studio`: to the first channel's studio. */

import { listChannels } from '@shoal/db/channels'
import { redirect } from 'next/navigation'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { database } from '../../server/database.ts'
import { requireOperator } from '../../server/session.ts'
import { Empty } from '../../ui/empty.tsx'

export default async function StudioIndexPage() {
  await requireOperator('/studio')
  const [first] = await listChannels(database())
  if (first) redirect(`/studio/${first.slug}`)
  return (
    <PageFrame>
      <Empty title="There is no channel yet">
        <p>
          Make one at the shell:{' '}
          <code className="rounded bg-raised px-1.5 py-0.5 text-base">npm run shoal -- setup</code>
        </p>
      </Empty>
    </PageFrame>
  )
}
