import { expect, it } from 'vitest'
import { formatLength, numberOf, reconnectOptions, retentionOptions, rewindOptions, UNSET } from './settings-options.ts'

it('offers what was set elsewhere too, in its place', () => {
  expect(reconnectOptions(45).map(({ label }) => label)).toEqual([
    'Server’s default, usually 60 s',
    'End at once',
    '30 s',
    '45 s',
    '1 minute',
    '2 minutes',
    '5 minutes',
    '10 minutes',
    '30 minutes',
  ])
  expect(rewindOptions(7200).map(({ value }) => value)).toContain('7200')
  expect(retentionOptions(null)[0]).toEqual({ value: UNSET, label: 'Until I delete them' })
})

it('reads back what it wrote', () => {
  expect([UNSET, '0', '90'].map(numberOf)).toEqual([null, 0, 90])
  expect([30, 90, 60, 3600, 43_200].map(formatLength)).toEqual(['30 s', '1 min 30 s', '1 minute', '1 hour', '12 hours'])
})
