/** Every setting of the tracker: read once from the environment, checked, and named in any complaint. */

import { resolve } from 'node:path'
import { databaseEnvironment } from '@shoal/db/config'
import { databaseUrlFor } from '@shoal/db/resolve-url'
import { logLevelVariable, portVariable, readEnvironment } from '@shoal/protocol/environment'
import { z } from 'zod'

export const environmentSchema = z.object({
  SHOAL_DATA: z.string().default('data'),
  SHOAL_SECRETS: z.string().optional(),
  SHOAL_HOST: z.string().optional(),
  SHOAL_TRACKER_PORT: portVariable.default(8000),
  SHOAL_METRICS_TOKEN: z.string().optional(),
  /** `on` where a proxy in front of the tracker writes X-Forwarded-For itself. */
  SHOAL_TRUST_PROXY: z.enum(['on', 'off'], { error: 'must be on or off' }).default('off'),
  /** MaxMind's format: which autonomous system, and which country, an address is of. */
  SHOAL_ASN_DATABASE: z.string().optional(),
  SHOAL_COUNTRY_DATABASE: z.string().optional(),
  SHOAL_LOG_LEVEL: logLevelVariable,
  ...databaseEnvironment,
})

/** @throws ConfigError */
export function loadConfig(env: Record<string, string | undefined>) {
  const values = readEnvironment(environmentSchema, env)
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
