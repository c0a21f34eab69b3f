/** The chat as the web app runs it, on the web app's own HTTP server and an embedded database, without the pages beside it. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { z } from 'zod'
import { startChat } from '../../apps/web/src/chat/start-chat.ts'
import { loadConfig } from '../../apps/web/src/server/config.ts'
import { database } from '../../apps/web/src/server/database.ts'
import { createHttpServer } from '../../apps/web/src/server/http-server.ts'
import { listenOnLoopback, tellReady } from './ready.ts'

const { databaseUrl, secret } = z
  .object({ databaseUrl: z.string(), secret: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))
const folder = await mkdtemp(join(tmpdir(), 'shoal-bench-chat-'))
await writeFile(join(folder, 'auth-secret'), secret)
await writeFile(join(folder, 'ticket-secret'), secret)
Object.assign(process.env, { DATABASE_URL: databaseUrl, SHOAL_SECRETS: folder })
const config = loadConfig(process.env)
const server = createHttpServer({
  ...{ config, isDevelopment: false, folders: { hashed: '', named: '' }, methodsAt: () => null },
  handle: () => (_, response) => response.end(),
})
const chat = await startChat({
  ...{ server, db: database(), secret: () => secret, chatSecret: secret, trustProxy: false, redisUrl: null },
  ...{ settings: async () => ({ chatNames: 'anyone' as const }), log: pino({ level: 'warn' }) },
})
const port = await listenOnLoopback(server)
tellReady({ port }, async () => {
  await chat.close()
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true, force: true })
})
