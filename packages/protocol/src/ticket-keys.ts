/**
 * The keys that viewers' tickets are signed with, read anew when their files change: a rotation needs no restart. The
 * key from before stays good for as long as the tickets that it signed.
 */

import { createSecretKey, type KeyObject } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { TICKET_LIFETIME_SECONDS, ticketKey } from './ticket.ts'

const LOOK_EVERY_MS = 1000
/** Clocks of several machines. */
const SLACK_SECONDS = 30

/** Where a rotation leaves the secret that was; its time of change is the rotation's. */
export const PREVIOUS_TICKET_SECRET = 'ticket-secret.before'

type Kept = { changedAtMs: number; key: KeyObject; secret: string }

/** `current` signs; `accepted` are those that a ticket may be signed with, the current one first. */
export type TicketKeys = { current: () => string; accepted: () => readonly KeyObject[] }

/** Throws what reading the file throws when there is no current secret at first; later a missing file changes nothing. */
export function openTicketKeys(folder: string): TicketKeys {
  let current = read(join(folder, 'ticket-secret'))
  let previous = readOrNull(join(folder, PREVIOUS_TICKET_SECRET))
  let lookedAtMs = Date.now()

  function look(): void {
    const nowMs = Date.now()
    if (Math.abs(nowMs - lookedAtMs) < LOOK_EVERY_MS) return // a clock that is set back is another time, too
    lookedAtMs = nowMs
    current = readOrNull(join(folder, 'ticket-secret'), current) ?? current
    previous = readOrNull(join(folder, PREVIOUS_TICKET_SECRET), previous)
  }

  return {
    current() {
      look()
      return current.secret
    },
    accepted() {
      look()
      const goodUntilMs = (previous?.changedAtMs ?? 0) + (TICKET_LIFETIME_SECONDS + SLACK_SECONDS) * 1000
      return previous !== null && Date.now() < goodUntilMs ? [current.key, previous.key] : [current.key]
    },
  }
}

function read(file: string): Kept {
  const changedAtMs = statSync(file).mtimeMs
  const secret = readFileSync(file, 'utf8').trim()
  return { changedAtMs, secret, key: createSecretKey(ticketKey(secret)) }
}

/** `known` when the file is as it was. */
function readOrNull(file: string, known: Kept | null = null): Kept | null {
  try {
    return statSync(file).mtimeMs === known?.changedAtMs ? known : read(file)
  } catch {
    return null
  }
}
