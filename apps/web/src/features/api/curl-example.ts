/** An operation as a line for a terminal. */

import { z } from 'zod'
import type { AnyDefinition } from '../../server/operation.ts'

const PLACES: { [name: string]: string } = { slug: 'harbour' }

/** Null for what only a page's session may do. */
export function curlExample({ method, path, scope, body, events }: AnyDefinition, apiUrl: string): string | null {
  if (scope === 'session') return null
  const address = `${apiUrl}${path.replaceAll(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? `<${name}>`)}`
  return [
    `curl${events ? ' -N' : ''}${method === 'GET' ? '' : ` -X ${method}`} '${address}'`,
    ...(scope === 'public' ? [] : ["-H 'Authorization: Bearer shoal_pat_…'"]),
    ...(body ? ["-H 'Content-Type: application/json'", `-d '${JSON.stringify(sampleOf(body))}'`] : []),
  ].join(' \\\n  ')
}

/** A value of the shape that the schema wants, as far as its JSON Schema says. */
function sampleOf(schema: z.core.$ZodType): unknown {
  return sample(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
}

function sample(schema: z.core.JSONSchema._JSONSchema): unknown {
  if (typeof schema === 'boolean') return null
  if (schema.examples?.[0] !== undefined) return schema.examples[0]
  if (schema.example !== undefined) return schema.example
  if (schema.default !== undefined) return schema.default
  if (schema.const !== undefined) return schema.const
  if (schema.enum?.[0] !== undefined) return schema.enum[0]
  const [either] = schema.anyOf ?? schema.oneOf ?? []
  if (either) return sample(either)
  switch (schema.type) {
    case 'object': {
      const wanted = Object.entries(schema.properties ?? {}).filter(([name]) => schema.required?.includes(name))
      return Object.fromEntries(wanted.map(([name, one]) => [name, sample(one)]))
    }
    case 'array':
      return Array.isArray(schema.items) || !schema.items ? [] : [sample(schema.items)]
    case 'string':
      return schema.format === 'uri'
        ? 'https://example.org/hook'
        : schema.format === 'date-time'
          ? '2026-12-01T18:00:00Z'
          : '…'
    case 'integer':
    case 'number':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    default:
      return null
  }
}
