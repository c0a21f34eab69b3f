/** The web app's one connection to the database; opened at first use. */

import { openDatabase } from '@shoal/db/database'
import { serverConfig } from './env.ts'
import { singleton } from './singleton.ts'

export const database = singleton('database', () => openDatabase(serverConfig().database))
