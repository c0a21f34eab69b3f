/** The files that only the servers may read: made once, never overwritten, mode 0600 in a folder of mode 0700. */

import { randomBytes } from 'node:crypto'
import { chmod, link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { makeFolder } from '@shoal/db/make-folder'

/**
 * What the servers sign with, what coturn and the web app share, and what addresses of who is banned from a chat are
 * hashed with, which is never made anew: 32 random bytes each, base64url.
 */
export const SECRET_NAMES = ['ticket-secret', 'auth-secret', 'turn-secret', 'chat-secret'] as const
export const SETUP_TOKEN = 'setup-token'

/** Makes the folder and each secret that is missing. */
export async function ensureSecrets(folder: string, names: readonly string[] = SECRET_NAMES): Promise<void> {
  await makeFolder(folder)
  await chmod(folder, 0o700)
  for (const name of names) await ensureSecret(folder, name, 32)
}

/** The one-time token of the setup link, the same one until it is used: 24 random bytes, base64url. */
export async function ensureSetupToken(folder: string): Promise<string> {
  return ensureSecret(folder, SETUP_TOKEN, 24)
}

export async function removeSetupToken(folder: string): Promise<void> {
  await rm(join(folder, SETUP_TOKEN), { force: true })
}

async function ensureSecret(folder: string, name: string, bytes: number): Promise<string> {
  const path = join(folder, name)
  const present = await readIfPresent(path)
  if (present !== null) {
    await chmod(path, 0o600)
    return present
  }
  // written whole under another name, then linked: a reader sees all of it or nothing, and a link never overwrites
  const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`)
  try {
    await using file = await open(draft, 'wx', 0o600)
    await file.writeFile(`${randomBytes(bytes).toString('base64url')}\n`)
    await file.sync()
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error // another process was first: its secret counts
    })
  } finally {
    await rm(draft, { force: true })
  }
  return (await readFile(path, 'utf8')).trim()
}

async function readIfPresent(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
