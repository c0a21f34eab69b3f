import { describe, expect, it } from 'vitest'
import { planCapacity, playlistBytes, type Server } from './plan-capacity.ts'
import { serverCosts } from './server-costs.ts'

const server: Server = { uplinkMbps: 100, cores: 4, memoryMegabytes: 8000 }
const about = { server, rungs: [{ kbps: 2500, share: 1 }], segmentSeconds: 2, costs: serverCosts }

describe('what a server carries', () => {
  it('is its uplink over the bit rate and the playlists without P2P, a fifth kept free', () => {
    const { viewers, bound, offload } = planCapacity({ ...about, curve: null })
    expect(viewers).toBe(Math.floor(80_000 / (2500 + (playlistBytes(serverCosts, 2) * 8) / 2000)))
    expect({ bound, offload }).toEqual({ bound: 'uplink', offload: 0 })
  })

  it('grows with what peers carry', () => {
    const carried = [0, 0.5, 0.9, 0.99].map((offload) => planCapacity({ ...about, curve: () => offload }).viewers)
    expect(carried).toEqual(carried.toSorted((a, b) => a - b))
    expect(carried[3]).toBeGreaterThan(30 * (carried[0] ?? 0))
  })

  it('is bound by a core where the uplink is no bound, and by memory where there is little', () => {
    const wide = { ...server, uplinkMbps: 1e6 }
    expect(planCapacity({ ...about, server: wide, curve: () => 1 }).bound).toBe('tracker CPU')
    const quiet = { ...serverCosts, reportSeconds: 60 }
    expect(planCapacity({ ...about, server: wide, costs: quiet, curve: () => 1 }).bound).toBe('origin CPU')
    expect(planCapacity({ ...about, server: { ...wide, memoryMegabytes: 1000 }, curve: () => 1 }).bound).toBe('memory')
  })

  it('is nobody where not even one viewer fits', () => {
    expect(planCapacity({ ...about, server: { ...server, uplinkMbps: 1 }, curve: null }).viewers).toBe(0)
  })

  it('looks up each rung as a swarm of its own', () => {
    const sizes: number[] = []
    const curve = (viewers: number) => {
      sizes.push(viewers)
      return 0.9
    }
    planCapacity({
      ...about,
      rungs: [
        { kbps: 2500, share: 0.25 },
        { kbps: 800, share: 0.75 },
      ],
      curve,
    })
    expect(sizes.slice(0, 2)).toEqual([0.25, 0.75])
  })
})
