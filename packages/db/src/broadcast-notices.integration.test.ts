/** Notices: told once, until they are cleared. */

import { expect, it } from 'vitest'
import { addNotice, clearNotice, currentNotices } from './broadcast-notices.ts'
import { addBroadcast, addOperatorWithChannel } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))

describeOnBothDatabases('notices of a broadcast', (database) => {
  it('are told once each, the newest first, until they are cleared', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId })
    await addNotice(database(), { broadcastId, kind: 'rung-shed', detail: '720p', at: at(1) })
    await addNotice(database(), { broadcastId, kind: 'rung-shed', detail: '720p', at: at(2) })
    await addNotice(database(), { broadcastId, kind: 'rung-shed', detail: '480p', at: at(3) })
    await addNotice(database(), { broadcastId, kind: 'recording-paused', detail: 'disk-full', at: at(4) })
    const told = async () =>
      (await currentNotices(database(), broadcastId)).map(({ kind, detail, atMs }) => [kind, detail, atMs])
    expect(await told()).toEqual([
      ['recording-paused', 'disk-full', at(4).getTime()],
      ['rung-shed', '480p', at(3).getTime()],
      ['rung-shed', '720p', at(1).getTime()],
    ])

    await clearNotice(database(), { broadcastId, kind: 'recording-paused', at: at(5) })
    await clearNotice(database(), { broadcastId, kind: 'rung-shed', detail: '480p', at: at(5) })
    expect(await told()).toEqual([['rung-shed', '720p', at(1).getTime()]])

    await addNotice(database(), { broadcastId, kind: 'recording-paused', at: at(6) }) // it happened again
    expect(await told()).toHaveLength(2)
  })

  it('leave out a kind that this version does not know', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    const broadcastId = await addBroadcast(database(), { channelId })
    await database().prisma.broadcastNotice.create({ data: { id: 'x', broadcastId, kind: 'from-later', detail: '' } })
    expect(await currentNotices(database(), broadcastId)).toEqual([])
  })
})
