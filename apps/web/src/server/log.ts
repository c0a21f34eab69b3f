/** The web app's loggers: one JSON line per change of state, secrets left out. */

import { logOutput } from '@shoal/protocol/log-output'
import { type Logger, pino } from 'pino'
import { serverConfig } from './env.ts'
import { singleton } from './singleton.ts'

export function createLog(level: string): Logger {
  const redact = ['streamKey', 'password', 'token', 'ticket', '*.password', '*.token']
  return pino({ name: 'web', level, redact }, logOutput())
}

export const log = singleton('log', () => createLog(serverConfig().logLevel))
