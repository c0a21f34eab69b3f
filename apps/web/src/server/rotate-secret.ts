/** New secrets while the server runs. */

import { randomBytes } from 'node:crypto'
import { copyFile, open, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { endAllSessions } from '@shoal/db/sessions'
import { recryptSecondFactors } from '@shoal/db/two-factor'
import { PREVIOUS_TICKET_SECRET } from '@shoal/protocol/ticket-keys'
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { authSecret } from './auth.ts'
import { database } from './database.ts'
import { serverConfig } from './env.ts'
import { singleton } from './singleton.ts'

export const ROTATED_SECRETS = ['ticket-secret', 'auth-secret', 'turn-secret'] as const
export type RotatedSecret = (typeof ROTATED_SECRETS)[number]

const turns = singleton('secret-turns', () => ({ last: Promise.resolve<unknown>(undefined) }))

/** One after the other: what was encrypted for one new secret would be lost to another of the same moment. */
export function rotateSecret(name: RotatedSecret): Promise<'done' | 'read-only'> {
  const rotated = turns().last.then(() => rotateNow(name))
  turns().last = rotated.catch(() => undefined)
  return rotated
}

async function rotateNow(name: RotatedSecret): Promise<'done' | 'read-only'> {
  const secret = randomBytes(32).toString('base64url')
  try {
    if (name === 'auth-secret') await rotateAuthSecret(secret)
    else if (name === 'ticket-secret') await rotateTicketSecret(secret)
    else await replace(name, secret)
    return 'done'
  } catch (error) {
    if (isReadOnly(error)) return 'read-only'
    throw error
  }
}

/** Tickets that are out stay good: the secret from before is kept beside the new one while they live. */
async function rotateTicketSecret(secret: string): Promise<void> {
  const folder = serverConfig().secretsFolder
  const previous = join(folder, PREVIOUS_TICKET_SECRET)
  await copyFile(join(folder, 'ticket-secret'), `${previous}.draft`)
  const now = new Date()
  await utimes(`${previous}.draft`, now, now)
  await rename(`${previous}.draft`, previous)
  await replace('ticket-secret', secret)
}

/** Everybody is signed out. Second factors are kept: they are encrypted with it, so they are encrypted anew. */
async function rotateAuthSecret(secret: string): Promise<void> {
  const before = authSecret()
  const draft = await writeDraft('auth-secret', secret) // a folder that can't be written to fails before anything changes
  await recryptSecondFactors(database(), async (data) =>
    symmetricEncrypt({ key: secret, data: await symmetricDecrypt({ key: before, data }) }),
  )
  await rename(draft, join(serverConfig().secretsFolder, 'auth-secret'))
  await endAllSessions(database())
}

async function replace(name: RotatedSecret, secret: string): Promise<void> {
  await rename(await writeDraft(name, secret), join(serverConfig().secretsFolder, name))
}

/** Mode 0600, and on the disk before it has its name. */
async function writeDraft(name: RotatedSecret, secret: string): Promise<string> {
  const path = join(serverConfig().secretsFolder, `.${name}.draft`)
  await rm(path, { force: true })
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(`${secret}\n`)
  await file.sync()
  return path
}

function isReadOnly(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code))
}
