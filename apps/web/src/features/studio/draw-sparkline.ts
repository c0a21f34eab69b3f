/** The line of a sparkline as an SVG path, over its whole width: as far back as there is something to show. Pure. */

export type SparklineValue = { atMs: number; value: number | null }

export const SPARKLINE = { width: 120, height: 28 }
/** Less is not yet a line that says anything. */
const LEAST_MS = 5000
const MARGIN = 2

/** Null where there is too little to draw. */
export function drawSparkline(values: readonly SparklineValue[]): string | null {
  const known = values.flatMap(({ atMs, value }) => (value === null ? [] : [{ atMs, value }]))
  const [first, last] = [known[0], known.at(-1)]
  if (!first || !last || last.atMs - first.atMs < LEAST_MS) return null
  const most = Math.max(...known.map(({ value }) => value))
  const least = Math.min(...known.map(({ value }) => value))
  // a figure that hardly moves is a flat line in the middle, not a mountain range
  const room = Math.max(most - least, most * 0.2, Number.EPSILON)
  const middle = (most + least) / 2
  const { width, height } = SPARKLINE
  return known
    .map(({ atMs, value }, index) => {
      const x = ((atMs - first.atMs) / (last.atMs - first.atMs)) * width
      const y = height / 2 - ((value - middle) / room) * (height - 2 * MARGIN)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}
