/** The driver's and Prisma's errors, translated once for everybody else. */

import { z } from 'zod'
import { describeAddress } from './connection.ts'

/** No database answers there, or it does not let us in. The message is for a person, and has no password in it. */
export class DatabaseUnreachableError extends Error {
  override name = 'DatabaseUnreachableError'
  /** Whether waiting may help: it is not there yet, rather than there and unwilling. */
  readonly mayPass: boolean

  constructor(message: string, options: ErrorOptions & { mayPass: boolean }) {
    super(message, options)
    this.mayPass = options.mayPass
  }
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

/** Kinds of the driver adapter, codes of the system, codes of Prisma, and SQLSTATEs (PostgreSQL's appendix A). */
const ABSENT: Record<string, string> = {
  DatabaseNotReachable: 'does not answer',
  ConnectionClosed: 'closed the connection',
  SocketTimeout: 'does not answer in time',
  TooManyConnections: 'has no connection left for us',
  ECONNREFUSED: 'does not answer',
  ECONNRESET: 'closed the connection',
  EAI_AGAIN: 'does not answer',
  ENOENT: 'does not run', // a unix socket that is not there
  ENOTFOUND: 'does not answer',
  EPIPE: 'closed the connection',
  ETIMEDOUT: 'does not answer in time',
  P1001: 'does not answer',
  P1017: 'closed the connection',
  '53100': 'has no room left on its disk',
  '53300': 'has no connection left for us',
  '57P01': 'is shutting down',
  '57P02': 'is recovering from a crash',
  '57P03': 'is starting up or shutting down',
}
const UNWILLING: Record<string, string> = {
  AuthenticationFailed: 'refused the user name or the password',
  DatabaseAccessDenied: 'does not let this user in',
  DatabaseDoesNotExist: 'has no database of that name',
  TlsConnectionError: 'could not agree on TLS with us',
  EACCES: 'is out of reach of this user', // a unix socket's folder
  '28000': 'does not let this user in',
  '28P01': 'refused the user name or the password',
  '3D000': 'has no database of that name',
}

/** pg gives these no code, so that only their text tells them apart. */
const UNCODED =
  /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/m

/** What to throw in place of `error`: the same one, unless it says that the database is out of reach. */
export function translateDatabaseError(error: unknown, url: string): unknown {
  if (error instanceof DatabaseUnreachableError) return error
  const parsed = driverErrorSchema.safeParse(error).data
  const cause = parsed?.meta?.driverAdapterError?.cause
  for (const key of [cause?.code, cause?.kind, parsed?.code]) {
    if (key === undefined) continue
    if (UNWILLING[key]) return unwilling(url, UNWILLING[key], error)
    if (ABSENT[key]) return absent(url, ABSENT[key], error)
  }
  return error instanceof Error && UNCODED.test(error.message) ? absent(url, 'does not answer', error) : error
}

export function absent(url: string, reason: string, cause: unknown): DatabaseUnreachableError {
  return new DatabaseUnreachableError(
    `the database at ${describeAddress(url)} ${reason}: start it, or set DATABASE_URL to one that runs`,
    { cause, mayPass: true },
  )
}

function unwilling(url: string, reason: string, cause: unknown): DatabaseUnreachableError {
  return new DatabaseUnreachableError(
    `the database at ${describeAddress(url)} ${reason}: set DATABASE_URL and DATABASE_PASSWORD_FILE to the right ones`,
    { cause, mayPass: false },
  )
}

const uniqueViolationSchema = z.object({ code: z.literal('P2002'), meta: z.object({ modelName: z.string() }) })

/** Whether `error` says that `model` already has a row with the same unique field. */
export function isTaken(error: unknown, model: string): boolean {
  return uniqueViolationSchema.safeParse(error).data?.meta.modelName === model
}
