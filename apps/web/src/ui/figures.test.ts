import { expect, it } from 'vitest'
import { formatAgo, formatBytes, formatDuration, formatRate, formatShare, formatUnit, formatWait } from './figures.ts'

it('writes bytes with three digits', () => {
  expect([0, 999, 1000, 12_345, 345_678, 1_234_567_890].map((bytes) => formatBytes(bytes))).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '12.3 kB',
    '346 kB',
    '1.23 GB',
  ])
})

it('writes rates in bits', () => {
  expect(formatRate(50_000)).toBe('400 kbit/s')
  expect(formatRate(1_000_000)).toBe('8.0 Mbit/s')
})

it('writes shares, ages and durations as a person reads them', () => {
  expect([formatShare(0.667), formatShare(null)]).toEqual(['67 %', '–'])
  expect(formatAgo(0, 30_000)).toBe('now')
  expect(formatAgo(0, 125_000)).toBe('2 min. ago')
  expect(formatAgo(0, 86_400_000)).toBe('yesterday')
  expect([formatDuration(42_000), formatDuration(3_729_000)]).toEqual(['0:42', '1:02:09'])
})

it('sets every unit apart from its number', () => {
  expect([formatShare(0.37), formatShare(0.0105, 'en', 2)]).toEqual(['37 %', '1.05 %'])
  expect([formatUnit(88, 'millisecond', 0), formatUnit(1.24, 'second', 1)]).toEqual(['88 ms', '1.2 s'])
  expect([formatUnit(35, 'minute', 0), formatUnit(12, 'hour', 0)]).toEqual(['35 min', '12 h'])
  for (const locale of ['de', 'ar']) {
    expect(formatShare(0.37, locale)).toMatch(/\d\p{Cf}*\s\p{Cf}*%/u)
    expect(formatUnit(88, 'millisecond', 0, locale)).toMatch(/[\d٠-٩]\s/)
    expect(formatUnit(35, 'minute', 0, locale)).toMatch(/[\d٠-٩]\s/)
  }
})

it('writes them in other languages', () => {
  expect(formatBytes(1_234_567, 'de').replaceAll(/\s/g, ' ')).toBe('1,23 MB')
  expect(formatRate(1_000_000, 'de')).toBe('8,0 Mbit/s')
  expect(formatAgo(0, 86_400_000, 'de')).toBe('gestern')
  expect(formatAgo(0, 125_000, 'ar')).toContain('قبل')
})

it('says how long to wait, and never too short', () => {
  expect([0, 1, 59, 60, 61, 2400, 7140, 7141, 7200].map((seconds) => formatWait(seconds))).toEqual([
    ...['in 1 second', 'in 1 second', 'in 59 seconds', 'in 1 minute', 'in 2 minutes', 'in 40 minutes'],
    ...['in 119 minutes', 'in 2 hours', 'in 2 hours'],
  ])
  expect(formatWait(2341, 'de')).toBe('in 40 Minuten')
  expect(formatWait(2341, 'ar')).toContain('دقيقة')
})
