/** One of several processes of the web app, as far as the chat goes: started by tests with `fork`, ends with its parent. */

import { createServer } from 'node:http'
import { pino } from 'pino'
import { z } from 'zod'
import { startChat } from '../chat/start-chat.ts'
import { database } from '../server/database.ts'
import { listen } from '../server/http-server.ts'

const { redisUrl, secret } = z
  .object({ redisUrl: z.string(), secret: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''))
const server = createServer((_, response) => response.writeHead(404).end())
const chat = await startChat({
  ...{ server, db: database(), secret: () => secret, chatSecret: secret, trustProxy: true, redisUrl },
  ...{ settings: async () => ({ chatNames: 'anyone' as const }), log: pino({ level: 'silent' }) },
})
const port = await listen(server, { host: '127.0.0.1', port: 0 })
process.send?.({ port })
process.once('disconnect', async () => {
  await chat.close()
  process.exit(0)
})
