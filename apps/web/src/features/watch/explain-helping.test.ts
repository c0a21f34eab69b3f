import type { P2pMode, ViewerGroup } from '@shoal/protocol/ticket'
import { describe, expect, it } from 'vitest'
import { explainHelping, type Helping } from './explain-helping.ts'

const granted = (mode: P2pMode, group: ViewerGroup = 'swarm') => ({ mode, group, isRelayed: false })
const on: Helping = { wish: 'on', granted: granted('on'), actual: 'on', hindrance: null }
const explain = (more: Partial<Helping>) => explainHelping({ ...on, ...more })

describe('what helping means now', () => {
  it('is the viewer’s wish where nothing is against it, and before anything is known', () => {
    expect(explain({})).toMatch(/pass parts on to them/)
    expect(explain({ wish: 'receive-only' })).toMatch(/pass nothing on/)
    expect(explain({ granted: null, actual: null })).toMatch(/pass parts on to them/)
    expect(explain({ wish: 'off', granted: granted('off'), actual: 'off' })).toMatch(/No connection/)
  })

  it('is the server’s limit where that is less', () => {
    const limited = explain({ granted: granted('receive-only'), actual: 'receive-only' })
    expect(limited).toMatch(/^This server allows less: you get parts .* pass nothing on/)
    expect(explain({ granted: granted('off'), actual: 'off' })).toMatch(/^On this server everything/)
  })

  it('tells a viewer of the control group what it is for', () => {
    const control = { granted: granted('off', 'control'), actual: 'off' } as const
    expect(explain(control)).toMatch(/one of the few viewers who get everything from the server/)
    expect(explain({ ...control, wish: 'off' })).not.toMatch(/one of the few/)
  })

  it('says why nothing is given for the moment', () => {
    expect(explain({ hindrance: 'mobile-data' })).toMatch(/You pass nothing on while you are on mobile data\.$/)
    expect(explain({ hindrance: 'battery', wish: 'receive-only' })).not.toMatch(/battery/)
  })

  it('says that P2P rests where the player does without it', () => {
    expect(explain({ actual: 'off' })).toBe('At the moment everything comes from the server.')
  })
})
