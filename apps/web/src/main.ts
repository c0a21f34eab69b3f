/** The composition root of the web app: settings, secrets, Next, one HTTP server; closes in four seconds at most. */

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { startPulse } from '@shoal/db/start-pulse'
import { startChat } from './chat/start-chat.ts'
import { mailWords } from './features/notifications/mail-words.ts'
import { createTeller } from './features/notifications/tell-followers.ts'
import { startDeliveries } from './features/webhooks/deliver.ts'
import { discordWords } from './features/webhooks/discord-words.ts'
import { createMethodsAt } from './server/api-methods.ts'
import { loadConfig } from './server/config.ts'
import { database } from './server/database.ts'
import { closeServer, createHttpServer, listen } from './server/http-server.ts'
import { createLog } from './server/log.ts'
import { OPERATIONS } from './server/operations.ts'
import { readSecret } from './server/secrets.ts'
import { serverSettings } from './server/settings.ts'
import { untilShutdown } from './server/shutdown.ts'
import { explainStart, MissingBuildError } from './server/start-error.ts'
import { turnSecret } from './server/swarm-policy.ts'
import { ensureVapidKeys } from './server/vapid.ts'

const STOP_DEADLINE_MS = 3500
const folder = join(import.meta.dirname, '..')
const isDevelopment = process.argv.includes('--dev')

async function main(): Promise<void> {
  const shutdown = untilShutdown()
  const config = loadConfig(process.env)
  for (const name of ['ticket-secret', 'auth-secret', 'chat-secret'] as const) readSecret(config.secretsFolder, name)
  if (config.p2p.turnUrls.length > 0) turnSecret(config)
  if (!isDevelopment && !existsSync(join(folder, '.next', 'BUILD_ID'))) throw new MissingBuildError()
  const log = createLog(config.logLevel)

  // React and Next read both when they are imported
  Object.assign(process.env, {
    NODE_ENV: isDevelopment ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  })
  const { default: next } = await import('next')
  const methodsAt = createMethodsAt(OPERATIONS)
  const server = createHttpServer({
    ...{ config, isDevelopment, methodsAt },
    folders: { hashed: join(folder, '.next/static'), named: join(folder, 'public') },
    handle: () => app.getRequestHandler(),
  })
  const secret = () => readSecret(config.secretsFolder, 'auth-secret')
  const chatSecret = readSecret(config.secretsFolder, 'chat-secret')
  const chat = await startChat({
    ...{ server, db: database(), settings: serverSettings, redisUrl: config.redisUrl, trustProxy: config.trustProxy },
    ...{ secret, chatSecret, log: log.child({ part: 'chat' }) },
  })
  const app = next({
    dev: isDevelopment,
    dir: folder,
    quiet: !isDevelopment,
    port: config.port,
    httpServer: server,
  })
  await app.prepare() // a request before this is never answered
  const port = await listen(server, config)

  await using parts = new AsyncDisposableStack()
  const onFailure = (error: unknown) => log.warn({ err: error }, 'how this process does cannot be written')
  parts.use(startPulse({ database: database(), service: 'web', onFailure }))
  const siteUrl = config.publicUrl.origin
  const vapid = await ensureVapidKeys(config.secretsFolder).catch((error) => {
    log.warn({ err: error }, 'the keys for pushes cannot be kept: followers are not told by push')
    return null
  })
  const shared = { database: database(), log, siteUrl, allow: config.outsideAllow }
  const onEvent = createTeller({ ...shared, vapid, mail: config.mail, secret: chatSecret, words: mailWords })
  parts.defer(startDeliveries({ ...shared, words: discordWords, onEvent }))

  log.info({ port, url: config.publicUrl.href }, 'web ready')
  const reason = await shutdown
  log.info({ reason }, 'shutting down')
  setTimeout(() => process.exit(0), STOP_DEADLINE_MS).unref()
  await chat.close()
  await closeServer(server)
  await app.close()
}

main().then(
  () => process.exit(0),
  (error) => {
    process.stderr.write(`${explainStart(error)}\n`)
    process.exit(1)
  },
)
