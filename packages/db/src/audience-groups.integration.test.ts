import { expect, it } from 'vitest'
import { readGroups } from './audience-groups.ts'
import { addAudienceRollups } from './roll-ups.ts'
import { sampleBroadcastId } from './testing/sample-rows.ts'
import { describeOnBothDatabases } from './testing/two-databases.ts'

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second))
const slot = (second: number, rung = '720p') => ({ broadcastId: sampleBroadcastId, epoch: 1, rung, at: at(second) })

describeOnBothDatabases('the comparison of groups', (database) => {
  it('sets those in the swarm beside the control group, in the slots that both have', async () => {
    await addAudienceRollups(database(), [
      { ...slot(0), group: 'swarm', playedMs: 1, stalledMs: 999_000 }, // before there was a control group
      { ...slot(10), group: 'swarm', playedMs: 9_000, stalledMs: 1_000, stalls: 3, latencySumMs: 30, latencyCount: 4 },
      { ...slot(10, '360p'), playedMs: 10_000, firstFrameSumMs: 900, firstFrameCount: 2 },
      { ...slot(10), group: 'control', playedMs: 990, stalledMs: 10, stalls: 1, latencySumMs: 7, latencyCount: 1 },
      { ...slot(10), group: 'apart', playedMs: 1, stalledMs: 500_000 },
      { ...slot(20), group: 'control', playedMs: 0, stalledMs: 0 },
    ])
    expect(await readGroups(database(), { broadcastId: sampleBroadcastId, since: at(0) })).toEqual({
      swarm: {
        ...{ playedMs: 19_000, stalledMs: 1000, stalls: 3, rebufferRatio: 0.05 },
        ...{ firstFrameMs: 450, latencyMs: 7.5 },
      },
      control: {
        ...{ playedMs: 990, stalledMs: 10, stalls: 1, rebufferRatio: 0.01 },
        ...{ firstFrameMs: null, latencyMs: 7 },
      },
    })
    expect(await readGroups(database(), { broadcastId: 'another00000000000000' })).toBeNull()
  })

  it('says nothing while there is no control group', async () => {
    await addAudienceRollups(database(), [{ ...slot(0), playedMs: 5000 }])
    expect(await readGroups(database())).toBeNull()
  })
})
