/** The keys that tickets are signed with, from the file that is made before the servers start; a rotation is noticed. */

import type { KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { openTicketKeys } from './ticket-keys.ts'

const LEAST_BYTES = 32

export class TicketSecretError extends Error {
  override name = 'TicketSecretError'
}

/** @throws TicketSecretError when the file is absent, unreadable or too short to be a secret. */
export function readTicketKeys(folder: string): () => readonly KeyObject[] {
  const file = join(folder, 'ticket-secret')
  const keys = open(folder, file)
  if ((keys.accepted()[0]?.symmetricKeySize ?? 0) < LEAST_BYTES) {
    throw new TicketSecretError(`The secret ${file} is too short. Delete it and start again with "npm start".`)
  }
  return keys.accepted
}

function open(folder: string, file: string) {
  try {
    return openTicketKeys(folder)
  } catch (cause) {
    throw new TicketSecretError(
      `The secret ${file} cannot be read. Start with "npm start", which makes it, or set SHOAL_SECRETS to the folder that has it.`,
      { cause },
    )
  }
}
