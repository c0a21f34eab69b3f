/** What a part says: everything into its log, what a person should hear onto the console with the part's name before it. */

import { join } from 'node:path'
import { openLogFile } from '../processes/log-file.ts'
import { parseLogLine, readableLine, WARN_LEVEL } from '../processes/log-line.ts'
import type { PartEvent } from '../processes/supervised-part.ts'

export type PartConsole = {
  onLine(line: string, from: 'stdout' | 'stderr'): void
  onEvent(event: PartEvent): void
  logFile: string
}

export function createPartConsole(name: string, options: { logFolder: string; isVerbose: boolean }): PartConsole {
  const logFile = join(options.logFolder, `${name}.log`)
  const log = openLogFile(logFile)
  const say = (text: string) => process.stderr.write(`${name.padEnd(9)}${text}\n`)
  return {
    logFile,
    onLine(line, from) {
      log.write(line)
      if (options.isVerbose) say(line)
      else if (isForPeople(line, from)) say(readableLine(line))
    },
    onEvent(event) {
      if (event.kind !== 'died') return
      const text = `ended by itself (${event.exit.how}); it is started again in ${event.againInMs / 1000} s`
      log.write(`${new Date().toISOString()} ${text}`)
      say(text)
    },
  }
}

function isForPeople(line: string, from: 'stdout' | 'stderr'): boolean {
  const entry = parseLogLine(line)
  if (entry) return entry.level >= WARN_LEVEL
  return from === 'stderr' && line.trim() !== ''
}
