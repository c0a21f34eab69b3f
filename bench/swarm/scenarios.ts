/** Who watches over what kind of network: the uplinks, delays and losses of a made audience, and how it comes and goes. */

export type Scenario = {
  /** In bit rates of the rung, given out in turn. */
  uplinks: readonly number[]
  oneWayMs: number
  lossShare: number
  /** Seconds over which the audience comes. */
  joinSeconds: number
  /** Measured from the first second. */
  isMeasuredAtOnce: boolean
  /** Share of the viewers that leaves a minute, and is replaced. */
  churnPerMinute: number
  receiveOnlyShare: number
  maliciousShare: number
  /** Viewers come from so many address blocks of /24, in turn; 0 is one each. */
  addressBlocks: number
}

const HOME: Scenario = {
  uplinks: [0.5, 2.5, 7.5, 2.5, 7.5],
  oneWayMs: 30,
  lossShare: 0,
  joinSeconds: 8,
  isMeasuredAtOnce: false,
  churnPerMinute: 0,
  receiveOnlyShare: 0,
  maliciousShare: 0,
  addressBlocks: 0,
}

export const scenarios = {
  lan: { ...HOME, uplinks: [Number.POSITIVE_INFINITY], oneWayMs: 2 },
  home: HOME,
  /** Their mean is 1.25, some below what they watch. */
  tight: { ...HOME, uplinks: [0.25, 0.75, 1.5, 2.5] },
  churn: { ...HOME, churnPerMinute: 0.3 },
  flash: { ...HOME, joinSeconds: 5, isMeasuredAtOnce: true },
  'receive-only': { ...HOME, receiveOnlyShare: 0.2 },
  malicious: { ...HOME, maliciousShare: 0.05 },
  loss: { ...HOME, lossShare: 0.01, oneWayMs: 40 },
  locality: { ...HOME, addressBlocks: 2 },
} satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios
