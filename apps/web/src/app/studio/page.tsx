/** `/studio`: to the first channel's studio. */

import { redirect } from 'next/navigation'
import { PageFrame } from '../../features/site/page-frame.tsx'
import { channelsRunBy } from '../../server/access.ts'
import { requireAccount } from '../../server/session.ts'
import { Code } from '../../ui/code.tsx'
import { Empty } from '../../ui/empty.tsx'

export default async function StudioIndexPage() {
  const account = await requireAccount('/studio', 'streamer')
  const [first] = await channelsRunBy(account)
  if (first) redirect(`/studio/${first.slug}`)
  return (
    <PageFrame>
      <Empty title="There is no channel yet">
        <p>
          Make one at the shell: <Code>npm run shoal -- setup</Code>
        </p>
      </Empty>
    </PageFrame>
  )
}
