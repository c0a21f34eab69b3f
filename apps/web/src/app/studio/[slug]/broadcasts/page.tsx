/** `/studio/<slug>/broadcasts`: what was, page by page. */

import { listPastBroadcasts } from '@shoal/db/broadcast-list'
import { recordedBytes } from '@shoal/db/recordings'
import { BroadcastsRoom } from '../../../../features/studio/broadcasts-room.tsx'
import { shownBroadcast } from '../../../../features/studio/shown-broadcast.ts'
import { studioOf } from '../../../../features/studio/studio-of.ts'
import { database } from '../../../../server/database.ts'

const PAGE = 20

export default async function StudioBroadcastsPage({ params, searchParams }: PageProps<'/studio/[slug]/broadcasts'>) {
  const [{ channel }, { before }] = await Promise.all([studioOf((await params).slug, '/broadcasts'), searchParams])
  const asked = typeof before === 'string' ? new Date(before) : null
  const from = asked === null || Number.isNaN(asked.getTime()) ? undefined : asked
  const [found, bytes] = await Promise.all([
    listPastBroadcasts(database(), channel.id, { limit: PAGE + 1, before: from }),
    recordedBytes(database(), channel.id),
  ])
  const shown = found.slice(0, PAGE)
  return (
    <BroadcastsRoom
      broadcasts={shown.map(shownBroadcast)}
      recordedBytes={bytes}
      isFirstPage={from === undefined}
      olderBefore={found.length > PAGE ? (shown.at(-1)?.startedAt.toISOString() ?? null) : null}
    />
  )
}
