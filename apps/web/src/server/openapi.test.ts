import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { DESCRIBED_ROUTES } from './described-routes.ts'
import { buildOpenApi } from './openapi.ts'
import { OPERATIONS } from './operations.ts'

const document = buildOpenApi(OPERATIONS, { serverUrl: 'https://live.example.org', besides: DESCRIBED_ROUTES })
const text = JSON.stringify(document)

// The fixed fields of the OpenAPI Specification 3.1.0, section 4.8, as far as our document has them; an unknown field
// is a mistake.
const described = { description: z.string().min(1) }
const schemaObject = z.record(z.string(), z.unknown())
const mediaType = z.strictObject({ schema: schemaObject })
const content = z.record(z.string().regex(/^[\w*]+\/[\w.+*-]+$/), mediaType)
const header = z.strictObject({
  description: z.string().optional(),
  schema: schemaObject,
  required: z.boolean().optional(),
})
const response = z.strictObject({
  ...described,
  content: content.optional(),
  headers: z.record(z.string(), header).optional(),
})
const parameter = z
  .strictObject({
    in: z.enum(['path', 'query', 'header', 'cookie']),
    name: z.string(),
    required: z.boolean().optional(),
    description: z.string().optional(),
    example: z.unknown().optional(),
    schema: schemaObject,
  })
  .refine(({ in: place, required }) => place !== 'path' || required === true, 'a parameter of the path is required')
const operationObject = z.strictObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(parameter).optional(),
  requestBody: z.strictObject({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), response),
})
const documentObject = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.url() })).min(1),
  tags: z.array(z.strictObject({ name: z.string(), ...described })),
  paths: z.record(
    z.string().startsWith('/'),
    z.strictObject({
      ...{ get: operationObject.optional(), post: operationObject.optional(), put: operationObject.optional() },
      ...{ patch: operationObject.optional(), delete: operationObject.optional() },
      servers: z.array(z.strictObject({ url: z.url() })).optional(),
    }),
  ),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^[\w.-]+$/), schemaObject),
    securitySchemes: z.record(z.string(), z.record(z.string(), z.string())),
  }),
})

const { paths } = documentObject.parse(JSON.parse(text))
const operationsOf = ({ servers, ...methods }: (typeof paths)[string]) =>
  Object.entries(methods).flatMap(([method, one]) => (one ? [[method, one] as const] : []))

/** RFC 6901, within the document. */
function resolve(pointer: string): unknown {
  return pointer
    .slice(2)
    .split('/')
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
}

describe('the OpenAPI document', () => {
  it('keeps to the rules of OpenAPI 3.1', () => {
    const parsed = documentObject.safeParse(JSON.parse(text))
    expect(parsed.error?.issues ?? []).toEqual([])
  })

  it('refers to nothing that is not in it', () => {
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer]) => pointer ?? '')
    expect(references.length).toBeGreaterThan(10)
    expect(references.filter((pointer) => !pointer.startsWith('#/') || resolve(pointer) === undefined)).toEqual([])
  })

  it('has every operation once, under its path and method', () => {
    const listed = Object.entries(paths).flatMap(([path, item]) =>
      operationsOf(item).map(([method, one]) => `${method.toUpperCase()} ${path} ${one.operationId}`),
    )
    const all = [...OPERATIONS.map(({ definition }) => definition), ...DESCRIBED_ROUTES]
    expect(listed.sort()).toEqual(all.map(({ method, path, id }) => `${method} ${path} ${id}`).sort())
    const ids = all.map(({ id }) => id)
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  })

  it('says of what is beside the API that it begins at the server', () => {
    for (const { path } of DESCRIBED_ROUTES) expect(paths[path]?.servers).toEqual([{ url: 'https://live.example.org' }])
    expect(paths['/channels']?.servers).toBeUndefined()
  })

  it('names in each path the parameters that it describes', () => {
    for (const [path, item] of Object.entries(paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
      for (const [, one] of operationsOf(item)) {
        const described = (one.parameters ?? []).filter((parameter) => parameter.in === 'path').map(({ name }) => name)
        expect(described.sort(), path).toEqual(inPath)
      }
    }
  })

  it('asks for a security scheme that it describes', () => {
    const schemes = Object.keys(document.components?.securitySchemes ?? {})
    const asked = Object.values(paths).flatMap((item) =>
      operationsOf(item).flatMap(([, one]) => one.security.flatMap((each) => Object.keys(each))),
    )
    expect(asked.filter((name) => !schemes.includes(name))).toEqual([])
  })

  it('names every media type of an answer', () => {
    const { content } = paths['/analytics/export']?.get?.responses['200'] ?? {}
    expect(content?.['text/csv']).toEqual({ schema: { type: 'string' } })
    expect(content).toHaveProperty('application/json')
  })

  it('describes event streams as such', () => {
    expect(document.paths?.['/channels/{slug}/events']?.get?.responses?.['200']).toMatchObject({
      content: { 'text/event-stream': { schema: expect.anything() } },
    })
  })
})
