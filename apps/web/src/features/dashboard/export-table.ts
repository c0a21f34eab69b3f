/** One table of the figures, for a spreadsheet or a program. Pure. */

import { z } from 'zod'
import { type DashboardEvent, SLICE_KINDS } from './dashboard-event.ts'
import { dashboardQuerySchema } from './dashboard-query.ts'

export const exportQuerySchema = dashboardQuerySchema.extend({
  /** `series` are the points of the charts. */
  table: z.enum(['series', ...SLICE_KINDS]).default('series'),
  format: z.enum(['csv', 'json']).default('csv'),
})
export type ExportTable = z.infer<typeof exportQuerySchema>['table']

const cellSchema = z.union([z.string(), z.number(), z.null()])
export const exportRowsSchema = z.array(z.record(z.string(), cellSchema))
type Row = Record<string, z.infer<typeof cellSchema>>

/** Times as ISO 8601 in UTC, everything else in the unit that its column is named for. */
export function exportTable({ points, slices }: DashboardEvent, table: ExportTable): Row[] {
  if (table === 'series') {
    return points.map(({ atMs, coveredMs, ...point }) => ({
      start: new Date(atMs).toISOString(),
      seconds: coveredMs / 1000,
      ...point,
      rebufferRatio: ratioOf(point),
    }))
  }
  return slices[table].map(({ id, name, startedAtMs, peakViewers, ...slice }) => ({
    ...{ id, name },
    ...(startedAtMs === undefined ? {} : { startedAt: new Date(startedAtMs).toISOString() }),
    ...(peakViewers === undefined ? {} : { peakViewers }),
    ...slice,
    ...{ offload: shareOf(slice.peerBytes, slice.originBytes + slice.peerBytes), rebufferRatio: ratioOf(slice) },
  }))
}

/** RFC 4180. A text that a spreadsheet would take for a formula is made one that it does not. */
export function toCsv(rows: readonly Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? null))]
  return lines.map((cells) => `${cells.map(writeCell).join(',')}\r\n`).join('')
}

function writeCell(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // the wide ones are formulas too where spreadsheets speak Chinese, Japanese or Korean (OWASP: CSV injection)
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

function ratioOf({ playedMs, stalledMs }: { playedMs: number; stalledMs: number }): number | null {
  return shareOf(stalledMs, playedMs + stalledMs)
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
