/** `/studio/<slug>`: going live, and how it goes. */

import { findBroadcastOf } from '@shoal/db/broadcast-list'
import { latestBroadcast } from '@shoal/db/broadcasts'
import { findElsewhere } from '@shoal/db/elsewhere'
import { listStreamKeys } from '@shoal/db/stream-keys'
import { LiveRoom } from '../../../features/studio/live-room.tsx'
import { profileOf, studioOf } from '../../../features/studio/studio-of.ts'
import { database } from '../../../server/database.ts'

export default async function StudioLivePage({ params }: PageProps<'/studio/[slug]'>) {
  const { channel } = await studioOf((await params).slug)
  const [profile, keys, latest, elsewhere] = await Promise.all([
    profileOf(channel.id),
    listStreamKeys(database(), channel.id),
    latestBroadcast(database(), channel.id),
    findElsewhere(database(), { id: channel.id }),
  ])
  const running =
    latest && latest.state !== 'ended'
      ? await findBroadcastOf(database(), { channelId: channel.id, broadcastId: latest.id })
      : null
  const now = new Date()
  const { broadcastTitle, description, category, privacy, hasPassword, announcedAt, announcement } = profile
  return (
    <LiveRoom
      playlist={elsewhere?.playlist ?? null}
      keys={keys
        .filter(({ revokedAt }) => revokedAt === null || revokedAt > now)
        .map(({ hint, lastUsedAt }) => ({ hint, wasUsed: lastUsedAt !== null }))}
      next={{ title: broadcastTitle, description, category, privacy, hasPassword }}
      current={
        running && {
          ...{ broadcastId: running.id, title: running.title, description: running.description },
          ...{ category: running.category, privacy: running.privacy, hasPassword: running.hasPassword },
        }
      }
      announced={announcedAt && { atMs: announcedAt.getTime(), text: announcement }}
    />
  )
}
