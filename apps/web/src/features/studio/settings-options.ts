/** What the settings form offers, in words; a value that was set elsewhere is offered too, as it is. */

type Option = { value: string; label: string }

/** Stands for null in a list. */
export const UNSET = 'unset'

const MINUTE = 60
const HOUR = 3600

/** Of the standard ladder, and what a source may be itself. An audio-only rung is always there. */
export const RUNG_NAMES = ['2160p', '1440p', '1080p', '720p', '480p', '360p', '240p'] as const

export function reconnectOptions(current: number | null): Option[] {
  const first = { value: UNSET, label: 'Server’s default, usually 60 s' }
  const offered = [0, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE]
  return [first, ...options(offered, current, (seconds) => (seconds === 0 ? 'End at once' : formatLength(seconds)))]
}

export function rewindOptions(current: number): Option[] {
  const offered = [0, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR]
  return options(offered, current, (seconds) => (seconds === 0 ? 'Off' : formatLength(seconds)))
}

export function retentionOptions(current: number | null): Option[] {
  const keep = { value: UNSET, label: 'Until I delete them' }
  return [keep, ...options([1, 7, 14, 30, 90, 365], current, (days) => (days === 1 ? '1 day' : `${days} days`))]
}

/** `null` for `UNSET`. */
export function numberOf(value: string): number | null {
  return value === UNSET ? null : Number(value)
}

/** `45 s`, `1 min 30 s`, `2 hours`. */
export function formatLength(seconds: number): string {
  if (seconds % HOUR === 0) return seconds === HOUR ? '1 hour' : `${seconds / HOUR} hours`
  if (seconds % MINUTE === 0) return seconds === MINUTE ? '1 minute' : `${seconds / MINUTE} minutes`
  return seconds < MINUTE ? `${seconds} s` : `${Math.floor(seconds / MINUTE)} min ${seconds % MINUTE} s`
}

function options(offered: number[], current: number | null, name: (value: number) => string): Option[] {
  const all = current === null || offered.includes(current) ? offered : [...offered, current].toSorted((a, b) => a - b)
  return all.map((value) => ({ value: String(value), label: name(value) }))
}
