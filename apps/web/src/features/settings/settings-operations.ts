/** The operator's settings, secrets and audit log. */

import { auditActions, listAuditEntries, writeAuditEntry } from '@shoal/db/audit'
import { readServerSettings, replaceServerSettings } from '@shoal/db/server-settings'
import { type ServerSettings, serverSettingsSchema } from '@shoal/protocol/server-settings'
import { z } from 'zod'
import { database } from '../../server/database.ts'
import { hasPicture } from '../../server/media.ts'
import { operation, refuseFields } from '../../server/operation.ts'
import { ROTATED_SECRETS, rotateSecret } from '../../server/rotate-secret.ts'
import { forgetServerSettings } from '../../server/settings.ts'

const COMMON = { tags: ['Server'], scope: 'server:admin', role: 'operator' } as const
const NAMES = Object.keys(serverSettingsSchema.shape) as [keyof ServerSettings, ...(keyof ServerSettings)[]]

export const readSettings = operation({
  ...COMMON,
  id: 'readServerSettings',
  summary: 'The server’s settings',
  method: 'GET',
  path: '/settings',
  answers: { 200: serverSettingsSchema },
  async handle() {
    return { status: 200, body: await readServerSettings(database()) }
  },
})

export const changeSettings = operation({
  ...COMMON,
  id: 'changeServerSettings',
  summary: 'Change some of the server’s settings',
  description: 'Fields as `readServerSettings` answers them; those that are left out stay as they are, in groups too.',
  method: 'PATCH',
  path: '/settings',
  body: z.partialRecord(z.enum(NAMES), z.json()),
  answers: { 200: serverSettingsSchema },
  refusals: { 'unknown-picture': 400, 'unknown-setting': 400 },
  async handle({ account, body, refuse }) {
    let before: ServerSettings
    let after: ServerSettings
    do {
      before = await readServerSettings(database())
      const wanted = serverSettingsSchema.safeParse(merge(before, body))
      if (!wanted.success) return refuseFields(wanted.error)
      after = wanted.data
      if (unknownIn(before, body).length > 0) return refuse('unknown-setting')
      const isKnown = after.logo === null || after.logo === before.logo || (await hasPicture(after.logo))
      if (!isKnown) return refuse('unknown-picture')
    } while (!(await replaceServerSettings(database(), { before, after })))
    forgetServerSettings()
    const detail = changesBetween(before, after)
    if (Object.keys(detail).length > 0) {
      await writeAuditEntry(database(), { actor: account, action: 'settings-changed', target: 'server', detail })
    }
    return { status: 200, body: after }
  },
})

/** What is left out of a group of settings stays, too. */
function merge(before: ServerSettings, change: object): object {
  const groups = new Map<string, unknown>(Object.entries(before))
  const merged = Object.entries(change).map(([name, value]) => {
    const group = groups.get(name)
    return [name, isGroup(group) && isGroup(value) ? { ...group, ...value } : value]
  })
  return { ...before, ...Object.fromEntries(merged) }
}

/** Names within groups that no setting has: the schema would pass over them. */
function unknownIn(before: ServerSettings, change: object): string[] {
  const groups = new Map<string, unknown>(Object.entries(before))
  return Object.entries(change).flatMap(([name, value]) => {
    const group = groups.get(name)
    if (!isGroup(group) || !isGroup(value)) return []
    return Object.keys(value).flatMap((key) => (key in group ? [] : [`${name}.${key}`]))
  })
}

function isGroup(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is new, by its path: `p2p.consent`. */
function changesBetween(before: ServerSettings, after: ServerSettings): Record<string, string | number | null> {
  const [was, is] = [flat(before), flat(after)]
  return Object.fromEntries(Object.entries(is).filter(([path, value]) => was[path] !== value))
}

function flat(values: object, prefix = ''): Record<string, string | number | null> {
  return Object.assign(
    {},
    ...Object.entries(values).map(([name, value]) => {
      if (typeof value === 'object' && value !== null) return flat(value, `${prefix}${name}.`)
      return { [prefix + name]: value }
    }),
  )
}

export const rotate = operation({
  ...COMMON,
  id: 'rotateSecret',
  summary: 'Make a secret anew',
  description:
    'ticket-secret: viewers’ tickets; those that are out stay good. auth-secret: everybody is signed out. turn-secret: restart coturn afterwards.',
  method: 'POST',
  path: '/secrets/{name}/rotation',
  params: z.object({ name: z.enum(ROTATED_SECRETS) }),
  answers: { 204: null },
  refusals: { 'read-only': 409 },
  limit: { most: 10, seconds: 3600 },
  async handle({ account, params: { name }, refuse }) {
    const outcome = await rotateSecret(name)
    if (outcome === 'read-only') return refuse('read-only')
    await writeAuditEntry(database(), { actor: account, action: 'secret-rotated', target: name })
    return { status: 204 }
  },
})

export const listAudit = operation({
  ...COMMON,
  id: 'listAuditEntries',
  summary: 'What was done on this server, by whom and when',
  method: 'GET',
  path: '/audit-entries',
  query: z.object({
    actor: z.string().trim().max(100).optional(),
    action: z.string().max(60).optional(),
    since: z.iso.date().optional().meta({ description: 'From this day on, UTC' }),
    until: z.iso.date().optional().meta({ description: 'To this day, which is included' }),
    page: z.coerce.number().int().min(1).max(100_000).default(1),
  }),
  answers: {
    200: z.object({
      entries: z.array(
        z.object({
          id: z.string(),
          at: z.iso.datetime(),
          actorName: z.string(),
          action: z.string(),
          target: z.string(),
          detail: z.record(z.string(), z.unknown()),
        }),
      ),
      actions: z.array(z.string()),
      count: z.int(),
      pageSize: z.int(),
    }),
  },
  async handle({ query: { actor, action, since, until, page } }) {
    const pageSize = 50
    const filter = {
      ...{ actor, action },
      since: since === undefined ? undefined : new Date(since),
      until: until === undefined ? undefined : new Date(new Date(until).getTime() + 24 * 3600_000),
    }
    const [{ entries, count }, actions] = await Promise.all([
      listAuditEntries(database(), filter, { skip: (page - 1) * pageSize, take: pageSize }),
      auditActions(database()),
    ])
    const written = entries.map((entry) => ({ ...entry, at: entry.at.toISOString() }))
    return { status: 200, body: { entries: written, actions, count, pageSize } }
  },
})
