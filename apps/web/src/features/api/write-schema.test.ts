import { expect, it } from 'vitest'
import { z } from 'zod'
import { type JsonSchema, writeSchema } from './write-schema.ts'

const write = (schema: z.ZodType) => writeSchema(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema)

it('writes what can be sent as a type, with what may be left out, bounds and meanings', () => {
  const form = z.object({
    title: z.string().min(1).max(60).meta({ description: 'What viewers read.' }),
    privacy: z.enum(['public', 'unlisted']).default('public'),
    days: z.int().min(1).max(3650).nullable().optional(),
    rungs: z.array(z.object({ name: z.string() })),
    names: z.array(z.enum(['a', 'b'])),
    counts: z.record(z.string(), z.number()),
  })
  expect(write(form)).toBe(`{
  title: string // What viewers read; 1 to 60 characters
  privacy?: "public" | "unlisted" // "public" where it is left out
  days?: integer | null
  rungs: {
    name: string
  }[]
  names: ("a" | "b")[]
  counts: { [name]: number }
}`)
})

it('writes each shape that something may have', () => {
  const event = z.discriminatedUnion('state', [
    z.object({ state: z.literal('on') }),
    z.object({ state: z.literal('off') }),
  ])
  expect(write(event)).toBe(`{
  state: "on"
} | {
  state: "off"
}`)
  expect(write(z.array(event))).toBe(`({
  state: "on"
} | {
  state: "off"
})[]`)
})
