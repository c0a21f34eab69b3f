/** Days and hours as a person reads them: on every page of a language the same. */

import type { Locale } from '../i18n/locale-names.ts'

const DAY = { day: 'numeric', month: 'short', year: 'numeric' } as const
const TIME = { hour: '2-digit', minute: '2-digit' } as const
const SECONDS = { second: '2-digit' } as const

const LOOKS = {
  /** `22 Nov 2026` */
  day: DAY,
  /** `22 Nov 2026, 20:15` */
  moment: { ...DAY, ...TIME },
  /** `22 Nov 2026, 20:15:42` */
  'exact-moment': { ...DAY, ...TIME, ...SECONDS },
  /** `Sun, 22 Nov 2026, 20:15`, for what one arranges oneself for */
  appointment: { weekday: 'short', ...DAY, ...TIME },
  /** `20:15` */
  time: TIME,
  /** `20:15:42` */
  clock: { ...TIME, ...SECONDS },
  /** `22 Nov`, `22 Nov, 20:15`: on a chart, whose title has the year */
  'chart-day': { day: DAY.day, month: DAY.month },
  'chart-moment': { day: DAY.day, month: DAY.month, ...TIME },
} satisfies Record<string, Intl.DateTimeFormatOptions>

export type DateLook = keyof typeof LOOKS
/** Without a zone it is the machine's. `isZoneSaid` is for where the reader's is not known. */
type Place = { locale: Locale; timeZone?: string | undefined; isZoneSaid?: boolean }

export function formatDate(at: Date | number, look: DateLook, place: Place): string {
  return dateFormat(look, place).format(at)
}

export function formatDateRange(from: number, to: number, place: Place): string {
  return dateFormat('moment', place).formatRange(from, to)
}

/** To make one takes far longer than to use it. */
const formats = new Map<string, Intl.DateTimeFormat>()

function dateFormat(look: DateLook, { locale, timeZone, isZoneSaid = false }: Place): Intl.DateTimeFormat {
  const key = JSON.stringify([look, locale, timeZone, isZoneSaid])
  const known = formats.get(key)
  if (known) return known
  const zone = { ...(timeZone && { timeZone }), ...(isZoneSaid && { timeZoneName: 'short' as const }) }
  // English for all the world: the day before the month, and 24 hours
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, { ...LOOKS[look], ...zone })
  formats.set(key, made)
  return made
}
