/** A JSON Schema as a person reads it: the notation of TypeScript's types, bounds and meanings as comments. Pure. */

export type JsonSchema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  items?: JsonSchema | boolean
  properties?: Record<string, JsonSchema>
  required?: string[]
  additionalProperties?: JsonSchema | boolean
  description?: string
  default?: unknown
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  maxItems?: number
}

const STEP = '  '
/** What an integer of JavaScript can't go beyond is no bound worth reading. */
const BOUNDLESS = Number.MAX_SAFE_INTEGER
const NAME = /^[A-Za-z_]\w*$/

export function writeSchema(schema: JsonSchema): string {
  const note = noteOf(schema)
  return (note === '' ? '' : `// ${note}\n`) + writeType(schema, '')
}

function writeType(schema: JsonSchema, indent: string): string {
  const { type, properties, additionalProperties, items } = schema
  const of = schema.anyOf ?? schema.oneOf
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (of) return unionOf(of, indent)
  if (schema.allOf) return schema.allOf.map((one) => writeType(one, indent)).join(' & ')
  if (Array.isArray(type)) return type.join(' | ')
  if (type === 'array') return arrayOf(typeof items === 'object' ? items : {}, indent)
  if (properties) return objectOf(schema, indent)
  if (type === 'object') {
    const each = typeof additionalProperties === 'object' ? additionalProperties : {}
    return `{ [name]: ${writeType(each, indent)} }`
  }
  return type ?? 'anything'
}

function unionOf(schemas: readonly JsonSchema[], indent: string): string {
  const written = [...new Set(schemas.map((one) => writeType(one, indent)))]
  return written.join(' | ')
}

function arrayOf(items: JsonSchema, indent: string): string {
  const each = writeType(items, indent)
  const parts = items.anyOf ?? items.oneOf ?? items.allOf ?? items.enum ?? (Array.isArray(items.type) ? items.type : [])
  return parts.length > 1 ? `(${each})[]` : `${each}[]`
}

function objectOf({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = indent + STEP
  const lines = Object.entries(properties).map(([name, schema]) => {
    const note = noteOf(schema)
    const key = `${NAME.test(name) ? name : JSON.stringify(name)}${required.includes(name) ? '' : '?'}`
    const type = writeType(schema, inner)
    const isLong = type.includes('\n')
    const before = note !== '' && isLong ? `${inner}// ${note}\n` : ''
    const after = note !== '' && !isLong ? ` // ${note}` : ''
    return `${before}${inner}${key}: ${type}${after}\n`
  })
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}${indent}}`
}

function noteOf(schema: JsonSchema): string {
  const { description, format, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema
  const parts = [
    description?.replaceAll(/\s+/g, ' ').replace(/\.$/, ''),
    format,
    range(minimum, maximum),
    suffix(range(minLength, maxLength), 'characters'),
    suffix(range(minItems, maxItems), 'items'),
    schema.default === undefined ? '' : `${JSON.stringify(schema.default)} where it is left out`,
  ]
  return parts.filter(Boolean).join('; ')
}

function range(least = -BOUNDLESS, most = BOUNDLESS): string {
  const [isLeast, isMost] = [least > -BOUNDLESS, most < BOUNDLESS]
  if (isLeast && isMost) return least === most ? `${least}` : `${least} to ${most}`
  if (isLeast) return `at least ${least}`
  return isMost ? `at most ${most}` : ''
}

function suffix(text: string, unit: string): string {
  return text === '' ? '' : `${text} ${unit}`
}
