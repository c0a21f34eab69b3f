/** The driver's and Prisma's errors, translated once for everybody else. */

import { z } from 'zod'
import { describeAddress } from './connection.ts'

/** No database answers there, or it does not let us in. The message is for a person, and has no password in it. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError'
}

/** Prisma hands on what the driver said as `meta.driverAdapterError.cause`, or the driver's own error as it was. */
const driverErrorSchema = z.object({
  code: z.string().optional(),
  meta: z
    .object({
      driverAdapterError: z
        .object({ cause: z.object({ kind: z.string(), code: z.string().optional() }).optional() })
        .optional(),
    })
    .optional(),
})

const REASONS: Record<string, string> = {
  AuthenticationFailed: 'refused the user name or the password',
  DatabaseAccessDenied: 'does not let this user in',
  DatabaseDoesNotExist: 'has no database of that name',
  TooManyConnections: 'has no connection left for us',
  TlsConnectionError: 'could not agree on TLS with us',
  DatabaseNotReachable: 'does not answer',
  ConnectionClosed: 'closed the connection',
  SocketTimeout: 'does not answer in time',
  ECONNREFUSED: 'does not answer',
  ENOTFOUND: 'does not answer',
  EAI_AGAIN: 'does not answer',
  ETIMEDOUT: 'does not answer in time',
  ECONNRESET: 'closed the connection',
  ENOENT: 'does not run', // a unix socket that is not there
  EACCES: 'is out of reach of this user', // a unix socket's folder
  EPIPE: 'closed the connection',
  P1001: 'does not answer',
  P1017: 'closed the connection',
  '28P01': 'refused the user name or the password', // SQLSTATE, PostgreSQL's appendix A
  '28000': 'does not let this user in',
  '3D000': 'has no database of that name',
  '53300': 'has no connection left for us',
  '57P01': 'is shutting down',
  '57P02': 'is recovering from a crash',
  '57P03': 'is starting up or shutting down',
}

/** pg gives these no code, so that only their text tells them apart. */
const UNCODED =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/m

/** The sentence, when `error` says that the database is out of reach, otherwise null. */
function unreachableReason(error: unknown): string | null {
  const parsed = driverErrorSchema.safeParse(error).data
  const cause = parsed?.meta?.driverAdapterError?.cause
  for (const key of [cause?.code, cause?.kind, parsed?.code]) {
    const reason = key === undefined ? undefined : REASONS[key]
    if (reason) return reason
  }
  return error instanceof Error && UNCODED.test(error.message) ? 'does not answer' : null
}

/** What to throw in place of `error`: the same one, unless it says that the database is out of reach. */
export function translateDatabaseError(error: unknown, url: string): unknown {
  if (error instanceof DatabaseUnreachableError) return error
  const reason = unreachableReason(error)
  return reason ? unreachable(url, reason, error) : error
}

export function unreachable(url: string, reason: string, cause: unknown): DatabaseUnreachableError {
  return new DatabaseUnreachableError(
    `the database at ${describeAddress(url)} ${reason}: start it, or set DATABASE_URL to one that runs`,
    { cause },
  )
}

const uniqueViolationSchema = z.object({ code: z.literal('P2002'), meta: z.object({ modelName: z.string() }) })

/** Whether `error` says that `model` already has a row with the same unique field. */
export function isTaken(error: unknown, model: string): boolean {
  return uniqueViolationSchema.safeParse(error).data?.meta.modelName === model
}
