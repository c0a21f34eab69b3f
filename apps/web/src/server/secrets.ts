/** The secrets that scripts/secrets.ts made before the servers started. Only read here, and the setup token removed. */

import { createHash, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

export class MissingSecretError extends Error {
  override name = 'MissingSecretError'
}

type SecretName = 'ticket-secret' | 'auth-secret' | 'turn-secret' | 'chat-secret'

/** @throws MissingSecretError when the file is absent, unreadable or empty. */
export function readSecret(folder: string, name: SecretName): string {
  const file = join(folder, name)
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret !== '') return secret
  } catch (cause) {
    throw new MissingSecretError(
      `The secret ${file} cannot be read. Start with "npm start", which makes it, or set SHOAL_SECRETS to the folder that has it.`,
      { cause },
    )
  }
  throw new MissingSecretError(`The secret ${file} is empty. Delete it and start again with "npm start".`)
}

/** True iff a setup link is open and `token` is its token. Compares digests, so the time tells nothing. */
export async function isSetupToken(folder: string, token: string): Promise<boolean> {
  const expected = await readFile(join(folder, 'setup-token'), 'utf8').catch(() => '')
  if (expected.trim() === '') return false
  return timingSafeEqual(sha256(expected.trim()), sha256(token))
}

export async function removeSetupToken(folder: string): Promise<void> {
  await rm(join(folder, 'setup-token'), { force: true })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
