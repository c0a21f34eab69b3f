/** The process of the embedded database: PGlite behind a unix socket, alone with the files of one data folder. */

import { rm } from 'node:fs/promises'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { makeFolder } from '../make-folder.ts'
import { embeddedPathsOf } from '../resolve-url.ts'
import { FolderInUseError, lockFolder } from './folder-lock.ts'
import type { EmbeddedMessage } from './message.ts'
import { prepareSocketFolder, SocketFolderError } from './socket-folder.ts'
import { keepBatchesWhole } from './whole-batches.ts'

/** All processes together; each has a small pool. */
const MAX_CONNECTIONS = 64
/** Private in the types of 0.2.17, and the only place where its order of messages can be mended. */
const QUEUE = 'queryQueue'

const shutdown = new Promise<void>((resolve) => {
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => resolve())
})

const folder = process.argv[2]
if (folder === undefined) throw new Error('name the data folder')

try {
  await using parts = new AsyncDisposableStack()
  await serve(folder, parts)
  tell({ kind: 'ready' })
  await shutdown
} catch (error) {
  const reason = describeRefusal(error, folder)
  tell({ kind: 'refused', reason })
  console.error(reason)
  process.exitCode = 1
}
if (process.connected) process.disconnect()

/** Undone in reverse: no new queries, then PGlite's checkpoint, then the lock. */
async function serve(folder: string, parts: AsyncDisposableStack): Promise<void> {
  process.umask(0o077) // the database holds password hashes
  const paths = embeddedPathsOf(folder)
  await makeFolder(folder)
  parts.use(lockFolder(paths.lock, folder))
  const database = parts.adopt(await PGlite.create(paths.database), (database) => database.close())
  endWhenBroken(database)
  await prepareSocketFolder(paths.socketFolder)
  parts.defer(() => rm(paths.socketFolder, { recursive: true, force: true }))
  await rm(paths.socket, { force: true }) // of a process that was killed: the lock says that none lives
  const server = new PGLiteSocketServer({ db: database, path: paths.socket, maxConnections: MAX_CONNECTIONS })
  keepBatchesWhole(server[QUEUE])
  await server.start()
  parts.defer(() => server.stop())
}

/** After PGlite has thrown, the socket server's queue stands still for ever: better to end and be started again. */
function endWhenBroken(database: PGlite): void {
  const execute = database.execProtocolRawStream.bind(database)
  database.execProtocolRawStream = async (message, options) => {
    try {
      await execute(message, options)
    } catch (error) {
      console.error(`PGlite broke: ${String(error)}`)
      process.exit(1)
    }
  }
}

function tell(message: EmbeddedMessage): void {
  if (process.connected) process.send?.(message)
}

function describeRefusal(error: unknown, folder: string): string {
  if (error instanceof FolderInUseError || error instanceof SocketFolderError) return error.message
  const reason = error instanceof Error ? error.message : String(error)
  return `the embedded database cannot use ${folder} (${reason}): make it writable, or set SHOAL_DATA to another folder`
}
