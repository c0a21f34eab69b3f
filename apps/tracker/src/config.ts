/** Every setting of the tracker: read once from the environment, checked, and named in any complaint. */

import { resolve } from 'node:path'
import { databaseEnvironment } from '@shoal/db/config'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import { z } from 'zod'

/** The message is for a person: it names the variable and what is wanted. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const port = z.coerce
  .number('must be a port number, 0 to 65535')
  .int('must be a port number, 0 to 65535')
  .min(0, 'must be a port number, 0 to 65535')
  .max(65_535, 'must be a port number, 0 to 65535')

export const environmentSchema = z.object({
  SHOAL_DATA: z.string().default('data'),
  SHOAL_SECRETS: z.string().optional(),
  SHOAL_HOST: z.string().optional(),
  SHOAL_TRACKER_PORT: port.default(8000),
  SHOAL_METRICS_TOKEN: z.string().optional(),
  /** `on` where a proxy in front of the tracker writes X-Forwarded-For itself. */
  SHOAL_TRUST_PROXY: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  /** MaxMind's format: which autonomous system, and which country, an address is of. */
  SHOAL_ASN_DATABASE: z.string().optional(),
  SHOAL_COUNTRY_DATABASE: z.string().optional(),
  SHOAL_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be trace, debug, info, warn, error, fatal or silent',
    })
    .default('info'),
  ...databaseEnvironment,
})

/** May hold a password, so it is not repeated on the screen. */
const SECRET_VARIABLES = new Set(['DATABASE_URL', 'SHOAL_METRICS_TOKEN'])

/**
 * An empty string counts as unset.
 * @throws ConfigError naming the first variable that can't be used.
 */
export function loadConfig(env: Record<string, string | undefined>) {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environmentSchema.safeParse(set)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0])
    const found = SECRET_VARIABLES.has(name) ? '' : `, but is ${JSON.stringify(set[name])}`
    throw new ConfigError(`${name} ${issue?.message ?? 'cannot be used'}${found}.`)
  }
  const values = parsed.data
  const dataFolder = resolve(values.SHOAL_DATA)
  return {
    host: values.SHOAL_HOST,
    port: values.SHOAL_TRACKER_PORT,
    secretsFolder: values.SHOAL_SECRETS ? resolve(values.SHOAL_SECRETS) : resolve(dataFolder, 'secrets'),
    metricsToken: values.SHOAL_METRICS_TOKEN,
    trustProxy: values.SHOAL_TRUST_PROXY === 'on',
    addressDatabases: {
      systemFile: values.SHOAL_ASN_DATABASE,
      countryFile: values.SHOAL_COUNTRY_DATABASE,
    },
    logLevel: values.SHOAL_LOG_LEVEL,
    database: {
      url: databaseUrlFor({ dataFolder, databaseUrl: values.DATABASE_URL }),
      passwordFile: values.DATABASE_PASSWORD_FILE,
    },
  }
}
