/** What the model found, to be looked up: offload by scenario, segment length, latency and viewers. */

import { readFileSync } from 'node:fs'
import { z } from 'zod'

const tableSchema = z.object({
  /** The command that makes it. */
  madeBy: z.string(),
  bitrateKbps: z.number(),
  viewers: z.array(z.number()).min(2),
  rows: z.array(
    z.object({
      scenario: z.string(),
      /** Mean uplink in bit rates of the rung. */
      uplinkRatio: z.number(),
      segmentSeconds: z.number(),
      latencySeconds: z.number(),
      /** One for each of `viewers`. */
      offloadOrigin: z.array(z.number()),
    }),
  ),
})
export type OffloadTable = z.infer<typeof tableSchema>

export const tableFile = new URL('./offload-table.json', import.meta.url)

export function loadOffloadTable(): OffloadTable {
  return tableSchema.parse(JSON.parse(readFileSync(tableFile, 'utf8')))
}

export function scenariosOf(table: OffloadTable): string[] {
  return [...new Set(table.rows.map(({ scenario }) => scenario))]
}

export type OffloadCurve = (viewers: number) => number

/**
 * Offload by the number of viewers in one swarm, for a latency between the table's or at its ends; null where the
 * scenario or the segment length is not in the table. Between two entries it is linear in log(viewers) and in latency;
 * below the smallest swarm it falls to none, and above the largest it stays.
 */
export function selectCurve(
  table: OffloadTable,
  wanted: { scenario: string; segmentSeconds: number; latencySeconds: number },
): OffloadCurve | null {
  const rows = table.rows
    .filter((row) => row.scenario === wanted.scenario && row.segmentSeconds === wanted.segmentSeconds)
    .sort((a, b) => a.latencySeconds - b.latencySeconds)
  const upper = rows.find((row) => row.latencySeconds >= wanted.latencySeconds) ?? rows.at(-1)
  const lower = rows.findLast((row) => row.latencySeconds <= wanted.latencySeconds) ?? rows[0]
  if (!upper || !lower) return null
  const share = part(lower.latencySeconds, upper.latencySeconds, wanted.latencySeconds)
  const sizes = [1, ...table.viewers]
  return (viewers) => {
    const at = (row: OffloadTable['rows'][number]) => alongViewers(sizes, [0, ...row.offloadOrigin], viewers)
    return at(lower) + share * (at(upper) - at(lower))
  }
}

function alongViewers(sizes: readonly number[], offload: readonly number[], viewers: number): number {
  const above = sizes.findIndex((size) => size >= viewers)
  if (above < 0) return offload.at(-1) ?? 0
  const below = Math.max(0, above - 1)
  const from = offload[below] ?? 0
  const to = offload[above] ?? 0
  return (
    from + part(Math.log(sizes[below] ?? 1), Math.log(sizes[above] ?? 1), Math.log(Math.max(1, viewers))) * (to - from)
  )
}

function part(from: number, to: number, at: number): number {
  return from === to ? 0 : Math.min(1, Math.max(0, (at - from) / (to - from)))
}
