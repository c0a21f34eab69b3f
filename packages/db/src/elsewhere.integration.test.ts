/** Channels that show another server's playlist. */

import { expect, it } from 'vitest'
import { setBroadcastState } from './broadcasts.ts'
import { addElsewhere, findElsewhere, listElsewhere } from './elsewhere.ts'
import { issueStreamKey, judgeStreamKey } from './stream-keys.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const playlist = 'https://elsewhere.example/live.m3u8'

describeOnBothDatabases('playlists of other servers', (database) => {
  it('are listed once, found to the letter, and tell nobody of what begins and ends', async () => {
    const { userId: ownerId, channelId } = await addOperatorWithChannel(database())
    const tide = { slug: 'tide', title: 'Tide', ownerId, playlist }
    expect(await addElsewhere(database(), { ...tide, slug: 'harbour' })).toBe('slug-taken')
    expect(await addElsewhere(database(), tide)).toBe('added')
    expect(await addElsewhere(database(), { ...tide, slug: 'other' })).toBe('already-listed')
    const [listed] = await listElsewhere(database())
    expect(listed).toMatchObject({ slug: 'tide', title: 'Tide', playlist })
    expect(await findElsewhere(database(), { playlist })).toEqual(listed)
    expect(await findElsewhere(database(), { playlist: `${playlist}?` })).toBeNull()
    expect(await findElsewhere(database(), { id: channelId })).toBeNull()

    const shown = listed?.id ?? ''
    const { key } = await issueStreamKey(database(), { channelId: shown, name: 'OBS' })
    expect(await judgeStreamKey(database(), key)).toMatchObject({ kind: 'revoked' })
    const broadcasts = [
      await addBroadcast(database(), { id: 'elsewhere00000000001', channelId: shown }),
      await addBroadcast(database(), { id: 'published00000000001', channelId }),
    ]
    for (const id of broadcasts) {
      await setBroadcastState(database(), { id, state: 'live', at: new Date() })
      await setBroadcastState(database(), { id, state: 'ended', at: new Date() })
    }
    const states = await database().prisma.broadcast.findMany({ select: { state: true } })
    expect(states).toEqual([{ state: 'ended' }, { state: 'ended' }])
    const told = await database().prisma.broadcastEvent.findMany({ select: { broadcastId: true } })
    expect(told.map(({ broadcastId }) => broadcastId)).toEqual([broadcasts[1], broadcasts[1]])
  })
})
