/** Lets go of connections that do not read: what waits for them is memory. They come back by themselves. */

import type { Logger } from 'pino'
import type { Server } from 'socket.io'
import { z } from 'zod'

const MAX_WAITING_PACKETS = 400
const MAX_WAITING_BYTES = 1024 * 1024

type Engine = Server['engine']
/** engine.io keeps its clients and their WebSocket where its types do not say. */
const clientsSchema = z.record(
  z.string(),
  z.custom<EngineClient>((value) => typeof value === 'object' && value !== null),
)
type EngineClient = {
  writeBuffer?: unknown[]
  transport?: { socket?: { bufferedAmount?: number } }
  close: (discard: boolean) => void
}

export function dropSlowSockets(engine: Engine, log: Logger): void {
  const clients = clientsSchema.safeParse(Reflect.get(engine, 'clients'))
  if (!clients.success) return
  let dropped = 0
  for (const client of Object.values(clients.data)) {
    const packets = client.writeBuffer?.length ?? 0
    const bytes = client.transport?.socket?.bufferedAmount ?? 0
    if (packets <= MAX_WAITING_PACKETS && bytes <= MAX_WAITING_BYTES) continue
    client.close(true)
    dropped += 1
  }
  if (dropped > 0) log.info({ dropped }, 'connections that read nothing were let go')
}
