/** Where this clone is, and the settings file in it. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute, with no slash at the end. */
export const workspaceRoot = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '')

/** Reads `.env` beside package.json where there is one; what the real environment says wins. */
export function loadEnvironmentFile(): void {
  const path = join(workspaceRoot, '.env')
  if (existsSync(path)) process.loadEnvFile(path)
}
