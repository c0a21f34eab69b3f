/** Reads what the servers write: pino's JSON, one object a line. */

import { z } from 'zod'

const logLineSchema = z.object({
  level: z.number(),
  msg: z.string().default(''),
  err: z.object({ message: z.string() }).optional(),
})
export type LogLine = z.infer<typeof logLineSchema>

/** pino's level from which a person at the console wants to hear. */
export const WARN_LEVEL = 40

/** Null for a line that is not pino's. */
export function parseLogLine(line: string): LogLine | null {
  if (!line.startsWith('{')) return null
  try {
    const parsed = logLineSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** A line of pino's as its message and error; any other line as it is. */
export function readableLine(line: string): string {
  const entry = parseLogLine(line)
  if (!entry) return line.trim()
  return [entry.msg, entry.err?.message].filter(Boolean).join(': ')
}
