/**
 * Defines an operation of the HTTP API once: Next's route, the rules of who may, and the OpenAPI document come from it.
 *
 * How to add one: write `export const renameChannel = operation({ … })` in a file of your feature
 * (`features/<noun>/<id>-operation.ts`, or several in `operations.ts`), export it from the route file of its path
 * (`app/api/v1/channels/[slug]/title/route.ts`: `export const PUT = renameChannel.route`), and add it to the list in
 * `server/operations.ts`; a test finds what was forgotten. `scope` says who may: a scope is for whoever is signed in,
 * and for a personal access token that has it; `session` only for a page's cookie (passwords, tokens); `public` for
 * everybody, `account` being null for nobody. `role` is the least role, `right` hands over the `channel` of `{slug}` to
 * who may run or moderate it, and is "unknown-channel" to others. `params`, `query` and `body` are parsed before
 * `handle` is called; `handle` returns `{ status, body }` of `answers`, or `refuse('a-name')` of `refusals`, which pairs
 * each problem with its status. A body has no fields that its schema does not name. Event streams set `events` and
 * return `eventStream(…)`, which ends once its reader would be refused; uploads set `upload` and read `request`
 * themselves. What is thrown becomes 500, or 503 while the database is away. Administrative acts write their
 * own audit entry.
 */

import type { Channel } from '@shoal/db/channels'
import { findChannel } from '@shoal/db/channels'
import { isAtLeast, type Role } from '@shoal/protocol/roles'
import { z } from 'zod'
import { type ChannelRight, mayOnChannel } from './access.ts'
import { NOT_KEPT, parseJson, readBody, refuse, refuseThrown } from './api.ts'
import { type Caller, findCaller, lookUpCaller } from './caller.ts'
import { networkIn } from './client-network.ts'
import { database } from './database.ts'
import { streamWhile } from './event-stream.ts'
import type { Account } from './find-account.ts'
import { type Limit, overLimit, refuseTooMany } from './rate-limit.ts'
import { isSameOrigin } from './same-origin.ts'
import type { Scope } from './scopes.ts'

export const API_PATH = '/api/v1'
const MAX_BODY_BYTES = 256 * 1024
/** RFC 6838: JSON itself, and formats that are written in it. */
const JSON_TYPE = /^\s*application\/([\w.-]+\+)?json\s*(;|$)/i

type Access = Scope | 'session' | 'public'
/** Those of `zod/mini` too, which players share. */
type Schema = z.core.$ZodType
type Answers = { readonly [status: number]: Schema | null }
type Refusals = { readonly [name: string]: number }
type ParsedOf<S> = S extends Schema ? z.output<S> : undefined
type AnswerOf<A extends Answers> = {
  [Status in keyof A]: A[Status] extends Schema
    ? { status: Status; body: z.input<A[Status]>; headers?: Record<string, string> }
    : { status: Status; headers?: Record<string, string> }
}[keyof A]

export type OperationInput<Access_, Right, Params, Query, Body, Refused> = {
  request: Request
  account: Access_ extends 'public' ? Account | null : Account
  channel: Right extends ChannelRight ? Channel : undefined
  params: ParsedOf<Params>
  query: ParsedOf<Query>
  body: ParsedOf<Body>
  /** The client's address, of IPv6 its network: for limits. Kept nowhere. */
  client: string
  refuse: (name: Refused) => Response
}

export type Definition<Access_, Right, Params, Query, Body, A extends Answers, R extends Refusals> = {
  /** camelCase, unique: what generated clients call it. */
  id: string
  /** One line, as a person says it. */
  summary: string
  description?: string
  tags: readonly [string, ...string[]]
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Under `/api/v1`, as OpenAPI writes it: `/channels/{slug}`. */
  path: `/${string}`
  scope: Access_
  /** A page of another origin may send it: no cookie counts here. */
  isForAnyOrigin?: true
  /** For `public` ones: a token with this scope is its account here too; without it a token is nobody. */
  moreWith?: Scope
  role?: Role
  right?: Right
  params?: Params
  query?: Query
  body?: Body
  /** Media types that the body may have, where it is a file. */
  upload?: readonly string[]
  answers: A
  /** Other media types that the answer of 200 may have than JSON, as `text/csv`; `handle` gives them as a Response. */
  alsoAs?: readonly string[]
  /** What one event of the stream holds; the answer is text/event-stream. */
  events?: Schema
  refusals?: R
  /** By account where there is one, else by address. */
  limit?: Limit
  handle: (
    input: OperationInput<Access_, Right, Params, Query, Body, keyof R & string>,
  ) => Promise<AnswerOf<A> | Response>
}

export type AnyDefinition = Omit<
  Definition<Access, ChannelRight, z.ZodObject, z.ZodObject, Schema, Answers, Refusals>,
  'handle'
>
/** Next has no object here where the path has no parameter. */
type Context = { params: Promise<Record<string, string | string[] | undefined> | undefined> }
export type Operation = {
  definition: AnyDefinition
  /** For the route file: `export const PUT = it.route`. */
  route: (request: Request, context: Context) => Promise<Response>
}

export function operation<
  const Access_ extends Access,
  const A extends Answers,
  const Right extends ChannelRight | undefined = undefined,
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends Schema | undefined = undefined,
  // biome-ignore lint/complexity/noBannedTypes: an operation that refuses nothing of its own
  const R extends Refusals = {},
>(definition: Definition<Access_, Right, Params, Query, Body, A, R>): Operation {
  // the schemas have parsed everything by the time that `handle` sees it
  const handle = definition.handle as unknown as (input: object) => Promise<Response | Answered>
  const written = definition as unknown as AnyDefinition
  const plain = written.body === undefined ? written : { ...written, body: strictly(written.body) }
  return {
    definition: plain,
    route: (request, context) => answer(plain, handle, request, context).catch((error) => refuseThrown(request, error)),
  }
}

/** What is misspelt is said, not passed over. */
function strictly(body: Schema): Schema {
  return body instanceof z.ZodObject && body.def.catchall === undefined ? body.strict() : body
}

type Answered = { status: number; body?: unknown; headers?: Record<string, string> }

async function answer(
  definition: AnyDefinition,
  handle: (input: object) => Promise<Response | Answered>,
  request: Request,
  context: Context,
): Promise<Response> {
  const caller = await findCaller(request)
  if (caller instanceof Response) return caller
  // a token is nothing that a browser adds by itself, so a foreign page that has one was given it
  const isOwn = definition.isForAnyOrigin || caller.kind === 'token' || isSameOrigin(request.headers)
  if (request.method !== 'GET' && !isOwn) {
    return refuse(403, 'foreign-origin')
  }
  const refused = refuseCaller(definition, caller)
  if (refused) return refused
  const account = accountIn(definition, caller)
  const client = networkIn(request.headers)

  if (definition.limit) {
    const wait = await overLimit(`operation ${definition.id}`, account?.id ?? client, definition.limit)
    if (wait !== null) return refuseTooMany(wait)
  }
  const given = await parseInput(definition, request, context)
  if (given instanceof Response) return given
  const slug = (await context.params)?.slug
  const channel = await channelOf(definition, account, slug)
  if (channel instanceof Response) return channel

  const answered = await handle({
    ...{ request, account, channel, client, ...given },
    refuse: (name: string) => refuse(definition.refusals?.[name] ?? 400, name),
  })
  const response = answered instanceof Response ? answered : responseOf(answered)
  if (definition.scope === 'public' && definition.method === 'GET') {
    // a browser sends no cookie along to a site that says `*`
    response.headers.set('Access-Control-Allow-Origin', '*')
  }
  if (!definition.events || definition.scope === 'public' || !response.ok) return response
  const follower = { headers: new Headers(request.headers), role: account?.role, slug, channelId: channel?.id }
  return streamWhile(() => isStillLetIn(definition, follower), response)
}

type Follower = {
  headers: Headers
  role: Role | undefined
  slug: string | string[] | undefined
  channelId: string | undefined
}

/** Whether whoever follows a stream would be let in now, as who they were: with another role it shows something else. */
async function isStillLetIn(definition: AnyDefinition, { headers, role, slug, channelId }: Follower): Promise<boolean> {
  const caller = await lookUpCaller(headers)
  if (caller === 'wrong-token' || refuseCaller(definition, caller)) return false
  const account = accountIn(definition, caller)
  if (account?.role !== role) return false
  const channel = await channelOf(definition, account, slug)
  return !(channel instanceof Response) && channel?.id === channelId
}

function refuseCaller({ scope, role }: AnyDefinition, caller: Caller): Response | null {
  if (scope === 'public') return null
  if (caller.kind === 'nobody') return refuse(401, 'not-signed-in', { 'WWW-Authenticate': 'Bearer' })
  if (caller.kind === 'token') {
    if (scope === 'session') return refuse(403, 'session-only')
    if (!caller.scopes.includes(scope)) return refuseScope(scope)
  }
  return role !== undefined && !isAtLeast(caller.account.role, role) ? refuse(403, 'not-allowed') : null
}

/** RFC 6750, section 3.1. */
function refuseScope(scope: Scope): Response {
  const headers = { 'WWW-Authenticate': `Bearer error="insufficient_scope", scope="${scope}"`, ...NOT_KEPT }
  return Response.json({ error: 'scope-missing', scope }, { status: 403, headers })
}

function accountIn({ scope, moreWith }: AnyDefinition, caller: Caller): Account | null {
  if (caller.kind === 'nobody') return null
  const isHidden = caller.kind === 'token' && scope === 'public' && !(moreWith && caller.scopes.includes(moreWith))
  return isHidden ? null : caller.account
}

async function channelOf(
  { right }: AnyDefinition,
  account: Account | null,
  slug: string | string[] | undefined,
): Promise<Channel | undefined | Response> {
  if (right === undefined) return undefined
  const channel = typeof slug === 'string' ? await findChannel(database(), slug) : null
  return channel && (await mayOnChannel(account, channel, right)) ? channel : refuse(404, 'unknown-channel')
}

async function parseInput(definition: AnyDefinition, request: Request, context: Context) {
  const params = definition.params?.safeParse((await context.params) ?? {})
  if (params && (!params.success || isUnwritable(params.data))) return refuse(404, 'not-found')
  const query = definition.query?.safeParse(Object.fromEntries(new URL(request.url).searchParams))
  if (query && !query.success) return refuseFields(query.error)
  if (isUnwritable(query?.data)) return refuse(400, 'bad-request')
  if (!definition.body) return { params: params?.data, query: query?.data, body: undefined }
  const type = request.headers.get('content-type')
  if (type !== null && !JSON_TYPE.test(type)) return refuse(415, 'json-only')
  const text = await readBody(request, MAX_BODY_BYTES)
  if (text === null) return refuse(413, 'body-too-large')
  const body = z.safeParse(definition.body, parseJson(text))
  if (!body.success) return refuseFields(body.error)
  if (isUnwritable(body.data)) return refuse(400, 'bad-request')
  return { params: params?.data, query: query?.data, body: body.data }
}

/** U+0000 or half of a character (U+D800 to U+DFFF) anywhere: PostgreSQL has no text with it. */
function isUnwritable(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed()
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => isUnwritable(name) || isUnwritable(inner))
}

/** Which fields are wrong, by their path, such as `ladder.0`. */
export function refuseFields(error: z.core.$ZodError): Response {
  const fields = error.issues.slice(0, 50).map(({ path, message }) => ({ path: path.join('.'), problem: message }))
  return Response.json({ error: 'bad-request', fields }, { status: 400, headers: NOT_KEPT })
}

function responseOf({ status, body, headers }: Answered): Response {
  const all = { ...NOT_KEPT, ...headers }
  return body === undefined
    ? new Response(null, { status, headers: all })
    : Response.json(body, { status, headers: all })
}
