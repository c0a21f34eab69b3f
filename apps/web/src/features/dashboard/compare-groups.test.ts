import { expect, it } from 'vitest'
import { compareGroups } from './compare-groups.ts'

const group = (rebufferRatio: number, playedMs = 3_600_000) => ({
  ...{ playedMs, stalledMs: playedMs * rebufferRatio, rebufferRatio },
  ...{ firstFrameMs: 800, latencyMs: 7000 },
})

it('says what P2P changed where enough was watched without it', () => {
  expect(compareGroups({ swarm: group(0.001), control: group(0.002) })).toBe('same')
  expect(compareGroups({ swarm: group(0.001), control: group(0.02) })).toBe('better')
  expect(compareGroups({ swarm: group(0.02), control: group(0.001) })).toBe('worse')
  expect(compareGroups({ swarm: group(0.02), control: group(0.001, 60_000) })).toBe('too-little')
  expect(compareGroups(null)).toBe('none')
})
