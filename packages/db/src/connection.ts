/** What the driver is told to connect to, and what a person is told of it (never with the password). */

import { readFileSync } from 'node:fs'

export type DatabaseAddress = {
  /** A PostgreSQL URL; `?host=/folder` for a unix socket. */
  url: string
  /** A file that holds the password alone, for `url` to be completed with. */
  passwordFile?: string | undefined
}

export class DatabasePasswordError extends Error {
  override name = 'DatabasePasswordError'
}

/** @throws DatabasePasswordError when the file cannot be read. */
export function connectionString({ url, passwordFile }: DatabaseAddress): string {
  if (!passwordFile) return url
  const complete = new URL(url)
  complete.password = encodeURIComponent(readPassword(passwordFile))
  return complete.href
}

function readPassword(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new DatabasePasswordError(
      `cannot read the database's password from ${file}: set DATABASE_PASSWORD_FILE to a file that this user can read`,
      { cause },
    )
  }
}

/** `db:5432`, or the folder of a unix socket. */
export function describeAddress(url: string): string {
  const { hostname, port, searchParams } = new URL(url)
  return searchParams.get('host') ?? `${hostname || 'localhost'}:${port || '5432'}`
}
