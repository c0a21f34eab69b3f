/** Routes beside the API's operations, as the OpenAPI document describes them. They answer by themselves. */

import { z } from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'

type Schema = z.core.$ZodType

export type DescribedRoute = {
  id: string
  summary: string
  description?: string
  tag: string
  method: 'GET' | 'POST'
  /** Whole, as OpenAPI writes it: `/embed/{target}/ticket`. */
  path: `/${string}`
  /** `either` is for nobody's browser as for one with a session. */
  security: 'session' | 'public' | 'either'
  params?: z.ZodObject
  body?: Schema
  /** Of 200; for an event stream, what each event holds. */
  answer: Schema
  isStream?: true
  /** By status: our own names, and codes of better-auth, which are in capitals. */
  problems: { readonly [status: number]: readonly string[] }
}

const SECURITY = {
  session: [{ session: [] }],
  public: [{}],
  either: [{}, { session: [] }],
} satisfies Record<DescribedRoute['security'], Record<string, string[]>[]>

const codedSchema = z
  .object({
    code: z.string().meta({ description: 'The problem’s name', example: 'INVALID_PASSWORD' }),
    message: z.string().optional().meta({ description: 'In English, for who writes a program' }),
  })
  .meta({ id: 'CodedProblem' })

type DocumentWords = { serverUrl: string; problem: z.ZodType; statusWords: { [status: number]: string } }

/** Their addresses begin at the server, where those of operations begin at the API. */
export function describedPaths(routes: readonly DescribedRoute[], words: DocumentWords): ZodOpenApiPathsObject {
  return Object.fromEntries(
    routes.map((route) => [
      route.path,
      { servers: [{ url: words.serverUrl }], [route.method.toLowerCase()]: routeObject(route, words) },
    ]),
  )
}

function routeObject(route: DescribedRoute, words: DocumentWords): ZodOpenApiOperationObject {
  const { id, summary, description, tag, params, body, answer, isStream, security } = route
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: SECURITY[security],
    ...(params ? { requestParams: { path: params } } : {}),
    ...(body ? { requestBody: { required: true, content: json(body) } } : {}),
    responses: {
      200: isStream
        ? {
            description: 'Server-sent events that go on until you leave; the `data:` of each is JSON, shown here.',
            content: { 'text/event-stream': { schema: answer as z.ZodType } },
          }
        : { description: words.statusWords[200] ?? 'Done', content: json(answer) },
      ...problemsOf(route, words),
    },
  }
}

function problemsOf({ problems }: DescribedRoute, { problem, statusWords }: DocumentWords) {
  return Object.fromEntries(
    Object.entries(problems).map(([status, names]) => {
      const coded = names.filter((name) => name === name.toUpperCase())
      const schema =
        coded.length === 0 ? problem : coded.length < names.length ? z.union([problem, codedSchema]) : codedSchema
      const description = `${statusWords[Number(status)] ?? 'Refused'}: ${names.map((name) => `\`${name}\``).join(', ')}`
      return [status, { description, content: json(schema) }]
    }),
  )
}

function json(schema: Schema) {
  // zod-openapi takes those of `zod/mini` as well
  return { 'application/json': { schema: schema as z.ZodType } }
}
