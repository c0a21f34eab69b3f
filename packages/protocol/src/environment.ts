/** What every part does alike with its environment: reads it once, checks it, and says in a person's words what is wrong. */

import { z } from 'zod'

/** The message names each variable that can't be used, and what is wanted of it. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const PORT_WANTED = 'must be a port number from 0 to 65535'
/** 0 lets the system choose. */
export const portVariable = z.coerce.number(PORT_WANTED).int(PORT_WANTED).min(0, PORT_WANTED).max(65_535, PORT_WANTED)

/** Links are made by putting a page's path behind it, and pages are at the root of their host. */
export const siteUrlVariable = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' })
  .refine((text) => ['/', undefined].includes(URL.parse(text)?.pathname), 'must be a URL without a path')

export const logLevelVariable = z
  .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
    error: 'must be trace, debug, info, warn, error, fatal or silent',
  })
  .default('info')

/** Their values are not repeated on a screen or in a log. */
const MAY_HOLD_A_SECRET = /^DATABASE_URL$|^SHOAL_(SMTP|REDIS)_URL$|_(SECRET|TOKEN)$/

/**
 * An empty string counts as unset.
 * @throws ConfigError
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Record<string, string | undefined>,
): z.infer<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const complaints = parsed.error.issues.map(({ path, message }) => {
    const name = String(path[0])
    const found =
      MAY_HOLD_A_SECRET.test(name) || given[name] === undefined ? '' : `, but is ${JSON.stringify(given[name])}`
    return `${name} ${message}${found}`
  })
  throw new ConfigError(`${complaints.join('; ')}.`)
}
