/** Numbers as a person reads them, in the reader's language. */

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** Decimal units, three digits: `1.24 GB`. */
export function formatBytes(bytes: number, locale = 'en'): string {
  const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log10(bytes) / 3), UNITS.length - 1)
  return new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit: UNITS[power], unitDisplay: power === 0 ? 'narrow' : 'short' },
    ...digits(bytes / 1000 ** power, power === 0 ? 0 : 3),
  })
    .format(bytes / 1000 ** power)
    .replace(/^(\d+)B$/, '$1 B') // English writes `12B` and `1.2 kB`
}

/** `3.2 Mbit/s`, from bytes a second. CLDR has no such unit: the SI's symbols serve in every language. */
export function formatRate(bytesPerSecond: number, locale = 'en'): string {
  const kilobits = (bytesPerSecond * 8) / 1000
  const isMega = kilobits >= 1000
  const value = isMega ? kilobits / 1000 : kilobits
  const places = isMega && value < 100 ? 1 : 0
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: places })
  return `${number.format(value)} ${isMega ? 'Mbit/s' : 'kbit/s'}`
}

/** `37 %`, with so many digits after the point. A dash where there is nothing to take a share of. */
export function formatShare(share: number | null, locale = 'en', places = 0): string {
  if (share === null) return '–'
  return spaced(new Intl.NumberFormat(locale, { style: 'percent', ...exactly(places) }), share)
}

export type TimeUnit = 'millisecond' | 'second' | 'minute' | 'hour'

/** `88 ms`, `1.2 s`, `35 min`, `12 h`. */
export function formatUnit(value: number, unit: TimeUnit, places: number, locale = 'en'): string {
  // narrow minutes are metres' `m`
  const unitDisplay = unit === 'minute' ? 'short' : 'narrow'
  return spaced(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, ...exactly(places) }), value)
}

/** ISO 80000-1, 7.1.4: a space between a number and its unit, and before the percent sign. Some languages leave it out. */
function spaced(format: Intl.NumberFormat, value: number): string {
  return format.formatToParts(value).reduce((before, { type, value: text }) => {
    const isGlued = (type === 'unit' || type === 'percentSign') && ENDS_IN_DIGIT.test(before)
    return isGlued ? `${before} ${text}` : before + text
  }, '')
}

/** Marks of direction after it are not seen. */
const ENDS_IN_DIGIT = /\p{Nd}\p{Cf}*$/u

function exactly(places: number) {
  return { minimumFractionDigits: places, maximumFractionDigits: places }
}

const STEPS = [
  { unit: 'day', minutes: 1440 },
  { unit: 'hour', minutes: 60 },
  { unit: 'minute', minutes: 1 },
] as const

/** `now`, `4 min. ago`, `3 hr. ago`, `yesterday`. */
export function formatAgo(atMs: number, nowMs: number, locale = 'en'): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  const minutes = Math.floor(Math.max(0, nowMs - atMs) / 60_000)
  const step = STEPS.find((one) => minutes >= one.minutes)
  return step ? format.format(-Math.floor(minutes / step.minutes), step.unit) : format.format(0, 'second')
}

/** `in 30 seconds`, `in 40 minutes`, `in 3 hours`: never too soon. */
export function formatWait(seconds: number, locale = 'en'): string {
  const format = new Intl.RelativeTimeFormat(locale)
  if (seconds < 60) return format.format(Math.max(1, seconds), 'second')
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? format.format(minutes, 'minute') : format.format(Math.ceil(minutes / 60), 'hour')
}

/** `0:42`, `1:02:09`: the same in every language, as players show it. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** So many digits in all, before and after the point. */
function digits(value: number, wanted: number) {
  const before = Math.max(1, Math.floor(Math.log10(Math.max(value, 1))) + 1)
  const places = Math.max(0, wanted - before)
  return { minimumFractionDigits: places, maximumFractionDigits: places }
}
