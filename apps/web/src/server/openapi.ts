/** The OpenAPI 3.1 document of the HTTP API, made from its operations. */

import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject } from 'zod-openapi'
import { type DescribedRoute, describedPaths } from './described-route.ts'
import { type AnyDefinition, API_PATH, type Operation } from './operation.ts'
import { SCOPE_WORDS } from './scopes.ts'

const problemSchema = z
  .object({
    error: z.string().meta({ description: 'The problem’s name', example: 'bad-request' }),
    fields: z
      .array(z.object({ path: z.string().meta({ example: 'ladder.0' }), problem: z.string() }))
      .optional()
      .meta({ description: 'Which fields are wrong, where it is `bad-request`' }),
    scope: z.string().optional().meta({ description: 'The scope that is wanted, where it is `scope-missing`' }),
  })
  .meta({ id: 'Problem' })

const TAGS: { [tag: string]: string } = {
  Channels: 'Places that can be live',
  Broadcasts: 'Each time that a channel is live',
  Recordings: 'What is kept of a broadcast',
  Watching: 'How a player gets in',
  Chat: 'Live chat, and its moderation',
  Analytics: 'Figures of the audience',
  Webhooks: 'Told to your own server as it happens',
  Notifications: 'Told to those who follow',
  Account: 'Your own account and its tokens',
  'Signing in': 'How this server’s own pages sign in and out; a token needs none of it',
  Pictures: 'Logos, channels’ pictures and posters',
  People: 'Everybody’s accounts and invitations, for operators',
  Server: 'The server itself, and its operators',
}

const STATUS_WORDS: { [status: number]: string } = {
  200: 'Done',
  201: 'Made',
  202: 'Taken up',
  204: 'Done; the answer is empty',
  307: 'It is at the address in `Location`, for a while',
  400: 'Something in it is wrong; `fields` say what',
  401: 'Nobody is signed in, or the token does not work',
  403: 'You may not',
  404: 'There is no such thing, or it is not yours to see',
  409: 'Not in the state that it is in',
  413: 'The body is too large',
  415: 'The body is of another media type',
  429: 'Too often; `Retry-After` says how many seconds to wait',
  500: 'The server failed',
  503: 'The database is away; try again in a few seconds',
}

type DocumentOptions = { serverUrl: string; besides: readonly DescribedRoute[] }

export function buildOpenApi(operations: readonly Operation[], { serverUrl, besides }: DocumentOptions) {
  const paths = describedPaths(besides, { serverUrl, problem: problemSchema, statusWords: STATUS_WORDS })
  for (const { definition } of operations) {
    const path = paths[definition.path] ?? {}
    paths[definition.path] = { ...path, [methodOf(definition)]: operationObject(definition) }
  }
  const used = new Set([...operations.flatMap(({ definition }) => definition.tags), ...besides.map(({ tag }) => tag)])
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Shoal',
      version: '1',
      description:
        'The same API that this server’s own pages use. Send a personal access token, made on your account’s page, as `Authorization: Bearer …`. Problems are JSON with a name; times are UTC in ISO 8601.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: `${serverUrl}${API_PATH}` }],
    tags: [...used].map((name) => ({ name, ...(TAGS[name] ? { description: TAGS[name] } : {}) })),
    paths,
    components: {
      schemas: { Problem: problemSchema },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `A personal access token. Scopes: ${Object.entries(SCOPE_WORDS)
            .map(([scope, words]) => `\`${scope}\` (${words})`)
            .join('; ')}.`,
        },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'shoal.session_token',
          description: 'What this server’s own pages are signed in with. Other sites cannot use it.',
        },
      },
    },
  })
}

function methodOf({ method }: AnyDefinition) {
  return method.toLowerCase() as Lowercase<AnyDefinition['method']>
}

function operationObject(definition: AnyDefinition): ZodOpenApiOperationObject {
  const { id, summary, description, tags, params, query, body, upload } = definition
  return {
    operationId: id,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [...tags],
    security: securityOf(definition),
    ...(params || query ? { requestParams: { ...(params ? { path: params } : {}), ...(query ? { query } : {}) } } : {}),
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: anyZod(body) } } } } : {}),
    ...(upload
      ? {
          requestBody: {
            required: true,
            content: Object.fromEntries(
              upload.map((type) => [type, { schema: z.string().meta({ format: 'binary' }) }]),
            ),
          },
        }
      : {}),
    responses: { ...answersOf(definition), ...problemsOf(definition) },
  }
}

function securityOf({ scope, moreWith }: AnyDefinition): Record<string, string[]>[] {
  if (scope === 'session') return [{ session: [] }]
  if (scope !== 'public') return [{ token: [scope] }, { session: [] }]
  return moreWith ? [{}, { token: [moreWith] }, { session: [] }] : [{}]
}

function answersOf({ answers, events, alsoAs = [] }: AnyDefinition): ZodOpenApiOperationObject['responses'] {
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => {
      const description = STATUS_WORDS[Number(status)] ?? 'Answered'
      if (events) {
        const stream = {
          description: 'Server-sent events that go on until you leave; the `data:` of each is JSON, shown here.',
          content: { 'text/event-stream': { schema: anyZod(events) } },
        }
        return [status, stream]
      }
      if (!schema) return [status, bare(Number(status))]
      const others = status === '200' ? alsoAs.map((type) => [type, { schema: z.string() }]) : []
      const content = { 'application/json': { schema: anyZod(schema) }, ...Object.fromEntries(others) }
      return [status, { description, content }]
    }),
  )
}

function problemsOf(definition: AnyDefinition): ZodOpenApiOperationObject['responses'] {
  const named = new Map<number, string[]>()
  const add = (status: number, name: string) => {
    const names = named.get(status) ?? []
    if (!names.includes(name)) named.set(status, [...names, name])
  }
  const { scope, role, right, params, query, body, method, refusals, isForAnyOrigin } = definition
  if (query || body) add(400, 'bad-request')
  if (body) {
    add(413, 'body-too-large')
    add(415, 'json-only')
  }
  add(401, 'wrong-token')
  if (scope !== 'public') {
    add(401, 'not-signed-in')
    add(403, scope === 'session' ? 'session-only' : 'scope-missing')
  }
  if (role) add(403, 'not-allowed')
  if (method !== 'GET' && !isForAnyOrigin) add(403, 'foreign-origin')
  if (right) add(404, 'unknown-channel')
  else if (params) add(404, 'not-found')
  add(429, 'too-many-requests')
  add(500, 'failed')
  add(503, 'database-away')
  for (const [name, status] of Object.entries(refusals ?? {})) add(status, name)
  return Object.fromEntries(
    [...named].map(([status, names]) => [
      String(status),
      {
        description: `${STATUS_WORDS[status] ?? 'Refused'}: ${names.map((name) => `\`${name}\``).join(', ')}`,
        ...(status === 429
          ? { headers: z.object({ 'Retry-After': z.string().meta({ description: 'Seconds', example: '60' }) }) }
          : {}),
        content: { 'application/json': { schema: problemSchema } },
      },
    ]),
  )
}

function bare(status: number) {
  const description = STATUS_WORDS[status] ?? 'Answered'
  const location = z.object({ Location: z.url().meta({ description: 'Where it is' }) })
  return status === 307 ? { description, headers: location } : { description }
}

/** zod-openapi takes those of `zod/mini` as well: it reads what both kinds have in common. */
function anyZod(schema: z.core.$ZodType): z.ZodType {
  return schema as z.ZodType
}
