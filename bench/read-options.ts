/** The command line of what measures or tests for long: what is wrong with it is said before anything begins. */

import { parseArgs } from 'node:util'
import { z } from 'zod'

/** A number as it is written: nothing is not 0. */
export const numberOption = z.string().regex(/^-?\d/, 'It has to be a number').pipe(z.coerce.number())
export const numberWithin = (least: number, most: number) => numberOption.pipe(z.number().min(least).max(most))
export const countWithin = (least: number, most: number) => numberOption.pipe(z.int().min(least).max(most))

/** Booleans are flags, and everything else comes as text. Ends the process where it cannot be understood. */
export function readOptions<Shape extends z.ZodRawShape>(command: string, schema: z.ZodObject<Shape>) {
  const read = tryOptions(process.argv.slice(2), schema)
  if ('values' in read) return read.values
  const names = Object.keys(schema.shape).map((name) => `--${name}`)
  console.error(
    `${command}: ${read.problem}\n${names.length > 0 ? `Options: ${names.join(' ')}` : 'It has no options.'}`,
  )
  process.exit(2)
}

export function tryOptions<Shape extends z.ZodRawShape>(
  args: string[],
  schema: z.ZodObject<Shape>,
): { values: z.infer<z.ZodObject<Shape>> } | { problem: string } {
  const types = Object.entries(schema.shape).map(([name, one]) => {
    const isFlag = z.safeParse(one, true).success
    return [name, { type: isFlag ? ('boolean' as const) : ('string' as const) }] as const
  })
  try {
    const parsed = schema.safeParse({ ...parseArgs({ args, options: Object.fromEntries(types) }).values })
    if (parsed.success) return { values: parsed.data }
    const [issue] = parsed.error.issues
    return { problem: `--${issue?.path[0]?.toString()}: ${issue?.message}` }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}
