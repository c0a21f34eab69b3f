/** A log that cannot fill the disk: it starts over at a size, and keeps the one before. */

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const MAX_BYTES = 10_000_000

/** Appends lines; at `maxBytes` the file becomes `<path>.1`. A log that cannot be written never stops a broadcast. */
export function openLogFile(path: string, maxBytes = MAX_BYTES): { write(line: string): void } {
  mkdirSync(dirname(path), { recursive: true })
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  return {
    write(line) {
      const bytes = Buffer.from(`${line}\n`)
      try {
        if (size + bytes.length > maxBytes) {
          renameSync(path, `${path}.1`)
          size = 0
        }
        appendFileSync(path, bytes, { mode: 0o600 })
        size += bytes.length
      } catch {
        // a full disk: the line is lost, the process goes on
      }
    },
  }
}
