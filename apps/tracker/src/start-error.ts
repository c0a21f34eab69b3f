/** Why the tracker could not start, as one sentence for the person at the shell. */

import { DatabasePasswordError } from '@shoal/db/connection'
import { DatabaseUnreachableError } from '@shoal/db/database-errors'
import { ConfigError } from '@shoal/protocol/environment'
import { TicketSecretError } from '@shoal/protocol/ticket-secret'
import { AddressDatabaseError } from './swarm/address-databases.ts'

const SPEAKS_PLAINLY = [
  ...[ConfigError, TicketSecretError, AddressDatabaseError],
  ...[DatabaseUnreachableError, DatabasePasswordError],
]

export function explainStart(error: unknown): string {
  if (isListenError(error)) {
    const where = `port ${error.port}`
    if (error.code === 'EADDRINUSE') return `The tracker's ${where} is in use. Set SHOAL_TRACKER_PORT to a free one.`
    if (error.code === 'EACCES') return `The tracker may not open ${where}. Set SHOAL_TRACKER_PORT to one above 1023.`
    return `The tracker cannot listen on ${error.address ?? ''} ${where}. Check SHOAL_HOST and SHOAL_TRACKER_PORT.`
  }
  if (SPEAKS_PLAINLY.some((kind) => error instanceof kind) && error instanceof Error) {
    return `The tracker cannot start: ${error.message}`
  }
  return `The tracker could not start: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`
}

type ListenError = Error & { code: string; port: number; address?: string }

function isListenError(error: unknown): error is ListenError {
  return (
    error instanceof Error && 'syscall' in error && error.syscall === 'listen' && 'port' in error && 'code' in error
  )
}
