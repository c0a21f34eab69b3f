/** A channel's settings: what they are at first, and that they change whole. */

import { expect, it } from 'vitest'
import { channelSettings, findChannel, updateChannelSettings } from './channels.ts'
import { addOperatorWithChannel, sampleSettings } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

describeOnBothDatabases('a channel’s settings', (database) => {
  it('are the defaults until they are changed', async () => {
    const { channelId } = await addOperatorWithChannel(database())
    expect(await channelSettings(database(), channelId)).toEqual(sampleSettings)
    const changed = {
      ...{ latencyMode: 'low' as const, ladder: ['720p', 'audio'], reconnectSeconds: 0 },
      ...{ rewindSeconds: 0, isRecorded: false, retentionDays: 30 },
    }
    expect(await updateChannelSettings(database(), channelId, changed)).toBe(true)
    expect(await channelSettings(database(), channelId)).toEqual(changed)
    expect(Object.keys((await findChannel(database(), 'harbour')) ?? {})).not.toContain('latencyMode')
  })

  it('are nobody’s where there is no channel', async () => {
    expect(await channelSettings(database(), 'nobody')).toBeNull()
    expect(await updateChannelSettings(database(), 'nobody', sampleSettings)).toBe(false)
  })
})
