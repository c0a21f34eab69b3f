/** The operator's settings that are changed while the server runs. */

import { DEFAULT_SERVER_SETTINGS, type ServerSettings, serverSettingsSchema } from '@shoal/protocol/server-settings'
import type { Database } from './database.ts'

const THE_ROW = { id: 1 }

/** The defaults until somebody changed something; a field that can't be read any more counts as not set. */
export async function readServerSettings(db: Database): Promise<ServerSettings> {
  const row = await db.prisma.serverSettings.findUnique({ where: THE_ROW })
  if (row === null) return DEFAULT_SERVER_SETTINGS
  const whole = serverSettingsSchema.safeParse(row.values)
  if (whole.success) return whole.data
  const fields = Object.entries(typeof row.values === 'object' && row.values !== null ? row.values : {})
  const readable = fields.filter(([name, value]) => serverSettingsSchema.safeParse({ [name]: value }).success)
  return serverSettingsSchema.parse(Object.fromEntries(readable))
}

export async function writeServerSettings(db: Database, values: ServerSettings): Promise<void> {
  await db.prisma.serverSettings.upsert({ where: THE_ROW, create: { ...THE_ROW, values }, update: { values } })
}
