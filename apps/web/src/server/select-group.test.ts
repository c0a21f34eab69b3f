import { describe, expect, it } from 'vitest'
import { selectGroup } from './select-group.ts'
import { newViewerSession } from './tickets.ts'

const large = { wish: 'on', before: null, viewers: 101, share: 0.05, from: 100 } as const

describe('the group of a viewer', () => {
  it('is control for about the share that is set', () => {
    const sessions = Array.from({ length: 20_000 }, newViewerSession)
    const controls = sessions.filter((session) => selectGroup(session, large) === 'control').length
    expect(controls / sessions.length).toBeGreaterThan(0.04)
    expect(controls / sessions.length).toBeLessThan(0.06)
    expect(sessions.every((session) => selectGroup(session, { ...large, share: 0 }) === 'swarm')).toBe(true)
  })

  it('is never control in a broadcast with fewer viewers', () => {
    const small = { ...large, share: 0.5, viewers: 100 }
    for (let n = 0; n < 100; n++) expect(selectGroup(newViewerSession(), small)).toBe('swarm')
  })

  it('is never control for who wants no P2P anyway', () => {
    for (let n = 0; n < 100; n++) {
      expect(selectGroup(newViewerSession(), { ...large, wish: 'off', share: 0.5 })).toBe('swarm')
    }
  })

  it('stays what it was when a ticket is renewed, however the audience has changed', () => {
    for (let n = 0; n < 100; n++) {
      expect(selectGroup(newViewerSession(), { ...large, before: 'control', viewers: 1 })).toBe('control')
      expect(selectGroup(newViewerSession(), { ...large, before: 'swarm', share: 0.5 })).toBe('swarm')
    }
  })
})
