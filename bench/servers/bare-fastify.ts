/** A Fastify route that parses the JSON of a report and does nothing with it. */

import Fastify from 'fastify'
import { portOf, tellReady } from './ready.ts'

const app = Fastify({ forceCloseConnections: true })
app.post('/swarm/telemetry', (_, reply) => reply.code(204).send())
await app.listen({ host: '127.0.0.1', port: 0 })
tellReady({ port: portOf(app.server) }, () => app.close())
