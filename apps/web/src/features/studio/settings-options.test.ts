import { expect, it } from 'vitest'
import { numberOf, reconnectChoices, retentionChoices, rewindChoices, UNSET } from './settings-options.ts'

it('offers what was set elsewhere too, in its place', () => {
  expect(reconnectChoices(45)).toEqual([0, 30, 45, 60, 120, 300, 600, 1800])
  expect(rewindChoices(7200)).toEqual(rewindChoices(0))
  expect(retentionChoices(null)).toEqual([1, 7, 14, 30, 90, 365])
})

it('reads back what it wrote', () => {
  expect([UNSET, '0', '90'].map(numberOf)).toEqual([null, 0, 90])
})
