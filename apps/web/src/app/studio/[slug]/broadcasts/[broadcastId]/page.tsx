/** `/studio/<slug>/broadcasts/<id>`: one broadcast, and how it went. */

import { findBroadcastOf } from '@shoal/db/broadcast-list'
import { notFound } from 'next/navigation'
import { BroadcastRoom } from '../../../../../features/studio/broadcast-room.tsx'
import { readAnalytics } from '../../../../../features/studio/read-analytics.ts'
import { shownBroadcast } from '../../../../../features/studio/shown-broadcast.ts'
import { studioOf } from '../../../../../features/studio/studio-of.ts'
import { database } from '../../../../../server/database.ts'

export default async function StudioBroadcastPage({ params }: PageProps<'/studio/[slug]/broadcasts/[broadcastId]'>) {
  const { slug, broadcastId } = await params
  const { channel } = await studioOf(slug, `/broadcasts/${broadcastId}`)
  const broadcast = await findBroadcastOf(database(), { channelId: channel.id, broadcastId })
  if (!broadcast) notFound()
  return <BroadcastRoom broadcast={shownBroadcast(broadcast)} analytics={await readAnalytics(broadcast)} />
}
