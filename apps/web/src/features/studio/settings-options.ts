/** What the settings form offers; a value that was set elsewhere is offered too, in its place. Pure. */

/** Stands for null in a list. */
export const UNSET = 'unset'

const MINUTE = 60
const HOUR = 3600

/** Of the standard ladder, and what a source may be itself. An audio-only rung is always there. */
export const RUNG_NAMES = ['2160p', '1440p', '1080p', '720p', '480p', '360p', '240p'] as const

const RECONNECT = [0, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE]
const REWIND = [0, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 12 * HOUR]
const RETENTION = [1, 7, 14, 30, 90, 365]

/** Seconds. */
export function reconnectChoices(current: number | null): number[] {
  return withCurrent(RECONNECT, current)
}

/** Seconds. */
export function rewindChoices(current: number): number[] {
  return withCurrent(REWIND, current)
}

/** Days. */
export function retentionChoices(current: number | null): number[] {
  return withCurrent(RETENTION, current)
}

/** `null` for `UNSET`. */
export function numberOf(value: string): number | null {
  return value === UNSET ? null : Number(value)
}

function withCurrent(offered: readonly number[], current: number | null): number[] {
  return current === null || offered.includes(current) ? [...offered] : [...offered, current].toSorted((a, b) => a - b)
}
