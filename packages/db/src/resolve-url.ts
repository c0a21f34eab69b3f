/** Where the database is: the URL in DATABASE_URL, or the socket of the embedded database of a data folder. */

import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The name that PostgreSQL's clients look for in the folder that they are given as host. */
const SOCKET_FILE = '.s.PGSQL.5432'
/** `sun_path` holds 108 bytes on Linux and 104 on macOS (unix(7)), one of them the terminator. */
const LONGEST_SOCKET_PATH = 100

export type EmbeddedPaths = {
  /** PGlite's files. */
  database: string
  /** Held by the one process that may open them. */
  lock: string
  /** Mode 0700; the socket itself is in it. */
  socketFolder: string
  socket: string
}

/** The same for every process that names the same data folder, whether or not the database runs. */
export function embeddedPathsOf(dataFolder: string): EmbeddedPaths {
  const folder = resolve(dataFolder)
  const socketFolder = socketFolderOf(folder)
  return {
    database: join(folder, 'database'),
    lock: join(folder, 'database.lock'),
    socketFolder,
    socket: join(socketFolder, SOCKET_FILE),
  }
}

function socketFolderOf(folder: string): string {
  const near = join(folder, 'socket')
  if (Buffer.byteLength(join(near, SOCKET_FILE)) <= LONGEST_SOCKET_PATH) return near
  return join(tmpdir(), `shoal-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`)
}

/** `databaseUrl` when it is set, otherwise the embedded database's, running or not. */
export function databaseUrlFor(options: { dataFolder: string; databaseUrl?: string | undefined }): string {
  if (options.databaseUrl) return options.databaseUrl
  const { socketFolder } = embeddedPathsOf(options.dataFolder)
  return `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(socketFolder)}`
}
