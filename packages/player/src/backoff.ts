/** How long to wait before trying again: doubling, capped, with jitter so that viewers do not come back in step. */

/** `attempt` counts from 0, `random` is in [0, 1). The wait is between half and all of the capped step. */
export function backoffMs(options: { attempt: number; firstMs: number; mostMs: number; random: number }): number {
  const step = Math.min(options.mostMs, options.firstMs * 2 ** Math.min(options.attempt, 30))
  return Math.round(step * (0.5 + options.random / 2))
}
