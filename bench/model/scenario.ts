/** Uplinks of the audiences that the model and bench/swarm know, as multiples of the rung's bit rate, given in turn. */

export const scenarios = {
  /** Far more than anybody needs. */
  lan: [40],
  /** 0.4 to 6 Mbit/s under a rung of 800 kbit/s, as measured in swarm.md. */
  home: [0.5, 2.5, 7.5, 2.5, 7.5],
  /** Mean 1.25: there is hardly more uplink than the picture needs. */
  tight: [0.25, 0.75, 1.5, 2.5],
  /** A fifth only receives (mobile data, firewalls, slow lines), the rest is a mix of ADSL, cable and fibre. */
  mixed: [0, 0.6, 1.5, 4, 10],
} as const satisfies Record<string, readonly number[]>

export type ScenarioName = keyof typeof scenarios

export function meanRatio(name: ScenarioName): number {
  const ratios: readonly number[] = scenarios[name]
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}
