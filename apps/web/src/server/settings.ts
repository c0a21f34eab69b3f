/** The operator's settings, as of at most two seconds ago. */

import { readServerSettings } from '@shoal/db/server-settings'
import { DEFAULT_SERVER_SETTINGS, type ServerSettings } from '@shoal/protocol/server-settings'
import { database } from './database.ts'
import { singleton } from './singleton.ts'

const FRESH_MS = 2000

type Kept = { settings: ServerSettings; readAtMs: number; reading: Promise<ServerSettings> | null }

const kept = singleton(
  'server-settings',
  (): Kept => ({
    settings: DEFAULT_SERVER_SETTINGS,
    readAtMs: Number.NEGATIVE_INFINITY,
    reading: null,
  }),
)

/** What was read last while the database is away. */
export async function serverSettings(): Promise<ServerSettings> {
  const cache = kept()
  if (Math.abs(Date.now() - cache.readAtMs) < FRESH_MS) return cache.settings
  cache.reading ??= readServerSettings(database())
    .then((settings) => Object.assign(cache, { settings, readAtMs: Date.now() }).settings)
    .catch(() => cache.settings)
    .finally(() => {
      cache.reading = null
    })
  return cache.reading
}

/** For who has just changed them. */
export function forgetServerSettings(): void {
  kept().readAtMs = Number.NEGATIVE_INFINITY
}
