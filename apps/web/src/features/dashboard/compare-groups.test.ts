import { describe, expect, it } from 'vitest'
import { compareGroups } from './compare-groups.ts'

const control = { share: 0.05, from: 100 }
const group = (rebufferRatio: number, playedMs = 3_600_000) => ({
  ...{ playedMs, stalledMs: playedMs * rebufferRatio, rebufferRatio },
  ...{ firstFrameMs: 800, latencyMs: 7000 },
})

describe('what P2P changed', () => {
  it('is said where enough was watched without it', () => {
    expect(compareGroups({ swarm: group(0.001), control: group(0.002) }, control).kind).toBe('same')
    expect(compareGroups({ swarm: group(0.001), control: group(0.02) }, control).kind).toBe('better')
    expect(compareGroups({ swarm: group(0.02), control: group(0.001) }, control).kind).toBe('worse')
    expect(compareGroups({ swarm: group(0.02), control: group(0.001, 60_000) }, control).kind).toBe('too-little')
  })

  it('has a reason where there is nobody without it', () => {
    expect(compareGroups(null, control).sentence).toBe(
      'Shown from 100 viewers on: then 5 % of the new ones play without P2P, to compare with.',
    )
    expect(compareGroups(null, null).sentence).toMatch(/^There is no control group/)
  })
})
