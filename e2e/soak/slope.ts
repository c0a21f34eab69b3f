/** What a series of readings says: how steeply it climbs, and by how much. */

export type Reading = { atMs: number; value: number }

const MS_PER_HOUR = 3_600_000

/** Least squares, per hour; 0 of fewer than two readings. */
export function slopePerHour(readings: readonly Reading[]): number {
  const meanAt = mean(readings.map(({ atMs }) => atMs))
  const meanValue = mean(readings.map(({ value }) => value))
  let covariance = 0
  let variance = 0
  for (const { atMs, value } of readings) {
    covariance += (atMs - meanAt) * (value - meanValue)
    variance += (atMs - meanAt) ** 2
  }
  return variance === 0 ? 0 : (covariance / variance) * MS_PER_HOUR
}

/** From the middle value of the first quarter to that of the last. */
export function growth(readings: readonly Reading[]): number {
  const quarter = Math.ceil(readings.length / 4)
  const values = readings.map(({ value }) => value)
  return middle(values.slice(-quarter)) - middle(values.slice(0, quarter))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
