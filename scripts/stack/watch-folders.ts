/** Tells when source files change, once for a burst of changes. */

import { watch } from 'node:fs'
import { join } from 'node:path'
import { workspaceRoot } from '../workspace.ts'

/** An editor writes a file in several steps, and a branch switch writes many. */
const QUIET_MS = 150

export function watchFolders(folders: readonly string[], onChange: () => void): Disposable {
  let quiet: NodeJS.Timeout | undefined
  const watchers = folders.map((folder) =>
    watch(join(workspaceRoot, folder), { recursive: true }, (_event, file) => {
      if (!file || !/\.(ts|json)$/.test(file) || /\.test\.ts$/.test(file)) return
      clearTimeout(quiet)
      quiet = setTimeout(onChange, QUIET_MS)
    }),
  )
  return {
    [Symbol.dispose]() {
      clearTimeout(quiet)
      for (const watcher of watchers) watcher.close()
    },
  }
}
