/** Which uploaded pictures something shows. */

import type { Database } from './database.ts'
import { readServerSettings } from './server-settings.ts'

/** File names in the media folder. */
export async function mediaInUse(db: Database): Promise<Set<string>> {
  const [settings, channels] = await Promise.all([
    readServerSettings(db),
    db.prisma.channel.findMany({ where: { picture: { not: null } }, select: { picture: true } }),
  ])
  return new Set([settings.logo, ...channels.map(({ picture }) => picture)].filter((name) => name !== null))
}
