/** `/studio/<slug>/keys`: who may broadcast. */

import { listStreamKeys } from '@shoal/db/stream-keys'
import { KeysRoom } from '../../../../features/studio/keys-room.tsx'
import { studioOf } from '../../../../features/studio/studio-of.ts'
import { database } from '../../../../server/database.ts'

export default async function StudioKeysPage({ params }: PageProps<'/studio/[slug]/keys'>) {
  const { channel } = await studioOf((await params).slug, '/keys')
  const keys = await listStreamKeys(database(), channel.id)
  return (
    <KeysRoom
      keys={keys.map(({ id, name, hint, lastUsedAt, revokedAt }) => ({
        ...{ id, name, hint },
        ...{ lastUsedAtMs: lastUsedAt?.getTime() ?? null, revokedAtMs: revokedAt?.getTime() ?? null },
      }))}
    />
  )
}
