/** Where an axis has its lines: evenly from 0 up to a round number that nothing is above. Pure. */

const INTERVALS = 4
const STEPS = [1, 2, 2.5, 5, 10] as const
const WHOLE_STEPS = [1, 2, 5, 10] as const

/** @param isWhole of counts, which have no halves */
export function niceTicks(highest: number, { isWhole = false } = {}): number[] {
  const least = (highest > 0 ? highest : 1) / INTERVALS
  const wanted = isWhole ? Math.max(1, least) : least
  const power = 10 ** Math.floor(Math.log10(wanted))
  const factor = (isWhole ? WHOLE_STEPS : STEPS).find((one) => one * power >= wanted * CLOSE) ?? 10
  const step = factor * power
  const count = Math.max(1, Math.ceil((highest * CLOSE) / step))
  // multiplied, not added up: 0.1 three times is more than 0.3
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)))
}

/** What a float is short of by its nature is no step more. */
const CLOSE = 1 - 1e-9
