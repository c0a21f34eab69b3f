import { expect, it } from 'vitest'
import { explainHelping, type Helping } from './explain-helping.ts'

const helping: Helping = {
  ...{ wish: 'on', granted: { mode: 'on', group: 'swarm', isRelayed: false }, actual: 'on', hindrance: null },
}

it('says what the wish means, before and after there is a ticket', () => {
  expect(explainHelping({ ...helping, granted: null })).toBe('means.on')
  expect(explainHelping(helping)).toBe('means.on')
  expect(explainHelping({ ...helping, wish: 'off' })).toBe('means.off')
  expect(explainHelping({ ...helping, wish: 'receive-only', actual: 'receive-only' })).toBe('means.receive-only')
})

it('says why less is done than was wished for', () => {
  const granted = { mode: 'receive-only', group: 'swarm', isRelayed: false } as const
  expect(explainHelping({ ...helping, granted, actual: 'receive-only' })).toBe('limited.receive-only')
  expect(explainHelping({ ...helping, granted: { ...granted, mode: 'off' } })).toBe('offHere')
  expect(explainHelping({ ...helping, granted: { ...granted, group: 'control' } })).toBe('control')
  expect(explainHelping({ ...helping, actual: 'off' })).toBe('offNow')
  expect(explainHelping({ ...helping, hindrance: 'mobile-data' })).toBe('hindered.mobile-data')
})

it('does not speak of giving to who only wants to receive', () => {
  expect(explainHelping({ ...helping, wish: 'receive-only', hindrance: 'battery' })).toBe('means.receive-only')
})
