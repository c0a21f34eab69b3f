/** The settings of the running server, for code inside Next. */

import { loadConfig } from './config.ts'
import { singleton } from './singleton.ts'

export const serverConfig = singleton('config', () => loadConfig(process.env))
