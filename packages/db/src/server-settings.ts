/** The operator's settings that are changed while the server runs. */

import { isDeepStrictEqual } from 'node:util'
import { DEFAULT_SERVER_SETTINGS, type ServerSettings, serverSettingsSchema } from '@shoal/protocol/server-settings'
import type { Database } from './database.ts'
import { isTaken } from './database-errors.ts'

const THE_ROW = { id: 1 }

/** The defaults until somebody changed something; a field that can't be read any more counts as not set. */
export async function readServerSettings(db: Database): Promise<ServerSettings> {
  const row = await db.prisma.serverSettings.findUnique({ where: THE_ROW })
  return row === null ? DEFAULT_SERVER_SETTINGS : readValues(row.values)
}

function readValues(values: unknown): ServerSettings {
  const whole = serverSettingsSchema.safeParse(values)
  if (whole.success) return whole.data
  const fields = Object.entries(typeof values === 'object' && values !== null ? values : {})
  const readable = fields.filter(([name, value]) => serverSettingsSchema.safeParse({ [name]: value }).success)
  return serverSettingsSchema.parse(Object.fromEntries(readable))
}

export async function writeServerSettings(db: Database, values: ServerSettings): Promise<void> {
  await db.prisma.serverSettings.upsert({ where: THE_ROW, create: { ...THE_ROW, values }, update: { values } })
}

/** False where somebody changed them since `before` was read: read them again, and begin anew. */
export async function replaceServerSettings(
  db: Database,
  { before, after }: { before: ServerSettings; after: ServerSettings },
): Promise<boolean> {
  const row = await db.prisma.serverSettings.findUnique({ where: THE_ROW })
  if (row === null) return await isFirst(db, after)
  if (row.values === null || !isDeepStrictEqual(readValues(row.values), before)) return false
  const { count } = await db.prisma.serverSettings.updateMany({
    where: { ...THE_ROW, values: { equals: row.values } },
    data: { values: after },
  })
  return count > 0
}

async function isFirst(db: Database, values: ServerSettings): Promise<boolean> {
  try {
    await db.prisma.serverSettings.create({ data: { ...THE_ROW, values } })
    return true
  } catch (error) {
    if (isTaken(error, 'ServerSettings')) return false
    throw error
  }
}
