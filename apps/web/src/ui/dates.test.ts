import { expect, it } from 'vitest'
import { formatDate, formatDateRange } from './dates.ts'

const AT = Date.UTC(2026, 10, 22, 20, 15, 42)
const place = { locale: 'en', timeZone: 'UTC' } as const

it('writes days and hours in one way, of 24 hours, in English', () => {
  expect(
    (['day', 'moment', 'appointment', 'time', 'clock'] as const).map((look) => formatDate(AT, look, place)),
  ).toEqual(['22 Nov 2026', '22 Nov 2026, 20:15', 'Sun, 22 Nov 2026, 20:15', '20:15', '20:15:42'])
  expect(formatDateRange(AT, AT + 3_600_000, place)).toBe('22 Nov 2026, 20:15–21:15')
})

it('writes them as other languages do, and says the zone where it is not the reader’s', () => {
  expect(formatDate(AT, 'moment', { ...place, locale: 'de' })).toBe('22. Nov. 2026, 20:15')
  expect(formatDate(AT, 'moment', { ...place, locale: 'de', isZoneSaid: true })).toBe('22. Nov. 2026, 20:15 UTC')
  expect(formatDate(AT, 'moment', { ...place, locale: 'ar' })).toContain('نوفمبر')
})
