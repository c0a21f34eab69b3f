/** Where the browser is that tests and measurements drive. */

import { existsSync } from 'node:fs'

/**
 * Chromium without the windows around a page, which nobody sees here: three pages for 8 s took 2.0 s of processor time
 * where the whole took 7.8 s.
 */
export const CHROMIUM_SHELL = 'chromium-headless-shell'
/** The first that there is. */
export const CHROMIUM_NAMES: readonly string[] = [CHROMIUM_SHELL, 'chromium', 'google-chrome']

/** @throws where there is none, or none where SHOAL_CHROMIUM says. */
export function findChromium(): string {
  const paths = CHROMIUM_NAMES.map((name) => `/usr/bin/${name}`)
  const path = process.env.SHOAL_CHROMIUM || paths.find((one) => existsSync(one))
  if (path && existsSync(path)) return path
  throw new Error(`no browser${path ? ` at ${path}` : ''}: run npm test, or set SHOAL_CHROMIUM`)
}
