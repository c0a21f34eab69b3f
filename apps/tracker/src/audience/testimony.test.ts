import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Testimony } from './testimony.ts'

const nowMs = 1_000_000
const viewers = Array.from({ length: 20 }, (_, index) => `viewer-${index}`)
const crowd = { viewers: viewers.length, blocks: 20 }

function accuse(testimony: Testimony, session: string, by: string[], blockOf = (witness: string) => witness) {
  for (const witness of by) testimony.accuse(session, witness, { offence: 'corrupt', block: blockOf(witness), nowMs })
}

it('takes three independent words', () => {
  const testimony = new Testimony()
  accuse(testimony, 'offender', ['a', 'b'])
  accuse(testimony, 'offender', ['b', 'b', 'a'])
  expect(testimony.judge('offender', crowd, nowMs)).toBe('innocent')
  accuse(testimony, 'offender', ['c'])
  expect(testimony.judge('offender', crowd, nowMs)).toBe('corrupts')
})

it('tells bytes that are wrong from bytes that do not come', () => {
  const testimony = new Testimony()
  for (const witness of ['a', 'b', 'c'])
    testimony.accuse('sleeper', witness, { offence: 'stalled', block: witness, nowMs })
  expect(testimony.judge('sleeper', crowd, nowMs)).toBe('fails')
})

it('takes them from different blocks of addresses, unless all viewers are behind one', () => {
  const testimony = new Testimony()
  accuse(testimony, 'offender', ['a', 'b', 'c', 'd'], () => 'school')
  expect(testimony.judge('offender', crowd, nowMs)).toBe('innocent')
  expect(testimony.judge('offender', { ...crowd, blocks: 1 }, nowMs)).toBe('corrupts')
})

it('believes a word only from when it counts', () => {
  const testimony = new Testimony()
  accuse(testimony, 'offender', ['a', 'b'])
  testimony.accuse('offender', 'c', { offence: 'corrupt', block: 'c', nowMs, countsFromMs: nowMs + 5000 })
  expect(testimony.judge('offender', crowd, nowMs + 4999)).toBe('innocent')
  expect(testimony.judge('offender', crowd, nowMs + 5000)).toBe('corrupts')
})

it('forgets a word after five minutes', () => {
  const testimony = new Testimony()
  accuse(testimony, 'offender', ['a', 'b', 'c'])
  expect(testimony.judge('offender', crowd, nowMs + 299_000)).toBe('corrupts')
  expect(testimony.judge('offender', crowd, nowMs + 300_000)).toBe('innocent')
  testimony.forget(nowMs + 300_000)
  accuse(testimony, 'offender', ['d'])
  expect(testimony.judge('offender', crowd, nowMs)).toBe('innocent')
})

it('does not believe one who accuses more than a third of the swarm', () => {
  const testimony = new Testimony()
  for (const offender of viewers.slice(0, 7)) accuse(testimony, offender, ['liar'])
  accuse(testimony, 'viewer-0', ['a', 'b'])
  expect(testimony.judge('viewer-0', crowd, nowMs)).toBe('innocent')
  accuse(testimony, 'viewer-0', ['c'])
  expect(testimony.judge('viewer-0', crowd, nowMs)).toBe('corrupts')
})

it('does not let eight liars of forty put out a viewer that serves nine others', () => {
  const testimony = new Testimony()
  for (let i = 0; i < 9; i++) testimony.support('seeder', `honest-${i}`, { block: `${i}`, nowMs })
  accuse(
    testimony,
    'seeder',
    Array.from({ length: 8 }, (_, index) => `liar-${index}`),
  )
  expect(testimony.judge('seeder', { viewers: 40, blocks: 40 }, nowMs)).toBe('innocent')
})

it('does not let liars push out those that speak for a viewer', () => {
  const testimony = new Testimony()
  const honest = Array.from({ length: 30 }, (_, index) => `honest-${index}`)
  const serve = () => {
    for (const witness of honest) testimony.support('seeder', witness, { block: witness, nowMs })
  }
  serve()
  accuse(
    testimony,
    'seeder',
    Array.from({ length: 25 }, (_, index) => `liar-${index}`),
  )
  serve()
  expect(testimony.judge('seeder', { viewers: 100, blocks: 99 }, nowMs)).toBe('innocent')
})

it('lets the word of a viewer that was served well turn against one that deceives it later', () => {
  const testimony = new Testimony()
  for (const witness of ['a', 'b', 'c']) testimony.support('offender', witness, { block: witness, nowMs })
  accuse(testimony, 'offender', ['a', 'b', 'c'])
  for (const witness of ['a', 'b', 'c']) testimony.support('offender', witness, { block: witness, nowMs })
  expect(testimony.judge('offender', crowd, nowMs)).toBe('corrupts')
})

it('needs more words in a larger swarm', () => {
  const testimony = new Testimony()
  accuse(testimony, 'offender', ['a', 'b', 'c', 'd', 'e', 'f', 'g'])
  expect(testimony.judge('offender', { viewers: 499, blocks: 99 }, nowMs)).toBe('corrupts')
  expect(testimony.judge('offender', { viewers: 10_000, blocks: 99 }, nowMs)).toBe('innocent')
  accuse(testimony, 'offender', ['h'])
  expect(testimony.judge('offender', { viewers: 10_000, blocks: 99 }, nowMs)).toBe('corrupts')
})

it('two liars in twenty put nobody out, whatever they say', () => {
  const lie = fc.record({
    ...{ by: fc.constantFrom('liar-1', 'liar-2'), of: fc.constantFrom(...viewers) },
    block: fc.constantFrom('a', 'b', 'c', 'd'),
  })
  fc.assert(
    fc.property(fc.array(lie, { maxLength: 300 }), (lies) => {
      const testimony = new Testimony()
      for (const { by, of, block } of lies) testimony.accuse(of, by, { offence: 'corrupt', block, nowMs })
      for (const viewer of viewers) expect(testimony.judge(viewer, crowd, nowMs)).toBe('innocent')
    }),
  )
})
