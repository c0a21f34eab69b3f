/** Log lines that anybody can cause: so many in a while, then only how many more there were, so that nobody fills the disk. */

import type { Logger } from 'pino'

export type StrangerLog = (level: 'info' | 'warn' | 'error', fields: object, message: string) => void

export function createStrangerLog(log: Logger, { lines = 30, seconds = 60 } = {}): StrangerLog {
  let sinceMs = Number.NEGATIVE_INFINITY
  let count = 0
  return (level, fields, message) => {
    const now = Date.now()
    if (now - sinceMs >= seconds * 1000) {
      if (count > lines) log.warn({ lines: count - lines }, 'lines about strangers were left out')
      sinceMs = now
      count = 0
    }
    count += 1
    if (count <= lines) log[level](fields, message)
  }
}
