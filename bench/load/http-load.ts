/** Keeps connections of HTTP/1.1 busy and counts what comes back; cheaper than a client that understands answers. */

import { connect } from 'node:net'

export type HttpLoad = {
  port: number
  connections: number
  /** The bytes of the next request, or `undefined` when there are none left. */
  next: () => Buffer | undefined
}
export type HttpLoadResult = { seconds: number; responses: number; bytes: number; statuses: Map<number, number> }

export async function runHttpLoad(load: HttpLoad): Promise<HttpLoadResult> {
  const result: HttpLoadResult = { seconds: 0, responses: 0, bytes: 0, statuses: new Map() }
  const startedMs = performance.now()
  await Promise.all(Array.from({ length: load.connections }, () => runConnection(load, result)))
  result.seconds = (performance.now() - startedMs) / 1000
  return result
}

/** For `next`: one and the same request until the time is over. */
export function repeatFor(milliseconds: number, request: Buffer): () => Buffer | undefined {
  const endMs = performance.now() + milliseconds
  return () => (performance.now() < endMs ? request : undefined)
}

function runConnection({ port, next }: HttpLoad, result: HttpLoadResult): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay()
    /** Of a head that is not whole yet; `null` within a body. */
    let head: Buffer | null = Buffer.alloc(0)
    let missingBytes = 0
    const send = () => {
      const request = next()
      if (request) socket.write(request)
      else socket.end()
    }
    const take = (body: number) => {
      result.bytes += body
      missingBytes -= body
      if (missingBytes > 0) return
      head = Buffer.alloc(0)
      result.responses += 1
      send()
    }
    socket.on('data', (chunk: Buffer) => {
      if (head === null) return take(chunk.length)
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const text = head.toString('latin1', 0, end)
      const status = Number(text.slice(9, 12))
      result.statuses.set(status, (result.statuses.get(status) ?? 0) + 1)
      missingBytes = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0)
      const body = head.length - end - 4
      head = null
      take(body)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
    socket.on('connect', send)
  })
}
