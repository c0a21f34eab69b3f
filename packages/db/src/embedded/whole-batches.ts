/**
 * Makes PGlite's socket server run a connection's messages batch by batch. By itself it queues them one by one, and
 * another connection's BEGIN can come between one's Parse and its Bind: with one session for all, the Bind then meets
 * the other's statement, and the one gets the other's rows.
 */

/** What is used of the server's queue (pglite-socket 0.2.17). */
export type QueryQueue = {
  enqueue(handlerId: number, message: Uint8Array, onData: (bytes: Uint8Array) => void): Promise<number>
  clearQueueForHandler(handlerId: number): void
}

/** Parse, Bind, Describe, Execute, Close: nothing is due to the client before the Sync that ends them (PostgreSQL, 55.2.3). */
const PARTS = new Set(Array.from('PBDEC', (letter) => letter.charCodeAt(0)))

/** Holds the parts of an extended query back until the message that ends the batch, then queues them as one. */
export function keepBatchesWhole(queue: QueryQueue): void {
  const enqueue = queue.enqueue.bind(queue)
  const clear = queue.clearQueueForHandler.bind(queue)
  const held = new Map<number, Uint8Array[]>()

  queue.enqueue = async (handlerId, message, onData) => {
    const parts = held.get(handlerId) ?? []
    if (PARTS.has(message[0] ?? 0)) {
      held.set(handlerId, [...parts, message.slice()]) // the server reuses its buffer
      return 0
    }
    held.delete(handlerId)
    return await enqueue(handlerId, parts.length === 0 ? message : Buffer.concat([...parts, message]), onData)
  }
  queue.clearQueueForHandler = (handlerId) => {
    held.delete(handlerId)
    clear(handlerId)
  }
}
