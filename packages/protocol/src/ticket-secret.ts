/** The key that tickets are signed with, from the file that is made before the servers start. */

import { createSecretKey, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ticketKey } from './ticket.ts'

export class TicketSecretError extends Error {
  override name = 'TicketSecretError'
}

/** @throws TicketSecretError when the file is absent, unreadable or too short to be a secret. */
export function readTicketSecret(folder: string): KeyObject {
  const file = join(folder, 'ticket-secret')
  const key = ticketKey(readSecret(file))
  if (key.length < 32) {
    throw new TicketSecretError(`The secret ${file} is too short. Delete it and start again with "npm start".`)
  }
  return createSecretKey(key)
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TicketSecretError(
      `The secret ${file} cannot be read. Start with "npm start", which makes it, or set SHOAL_SECRETS to the folder that has it.`,
      { cause },
    )
  }
}
