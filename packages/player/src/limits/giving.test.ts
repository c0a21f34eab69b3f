import { expect, it } from 'vitest'
import { type GivingFacts, HIDDEN_MS, selectHindrance } from './giving.ts'

const WATCHED: GivingFacts = { hiddenMs: 0, isAsleep: false }

it('gives while the page is watched and nothing is known that speaks against it', () => {
  expect(selectHindrance(WATCHED)).toBeNull()
  expect(selectHindrance({ ...WATCHED, savesData: false, connection: 'wifi', batteryLevel: 0.9 })).toBeNull()
})

it.each<[string, Partial<GivingFacts>, string]>([
  ['the page is hidden for long', { hiddenMs: HIDDEN_MS }, 'hidden'],
  ['the browser puts the page to sleep', { isAsleep: true }, 'asleep'],
  ['the viewer saves data', { savesData: true }, 'data-saver'],
  ['it is on mobile data', { connection: 'cellular' }, 'mobile-data'],
  ['it runs on the last of its battery', { batteryLevel: 0.19 }, 'battery'],
])('rests when %s', (_, facts, hindrance) => {
  expect(selectHindrance({ ...WATCHED, ...facts })).toBe(hindrance)
})

it('goes on through a look at another tab', () => {
  expect(selectHindrance({ ...WATCHED, hiddenMs: HIDDEN_MS - 1 })).toBeNull()
})
