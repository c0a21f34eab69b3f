/** Readers of a chat in a process of their own: real sockets, each keeping count of what it got, when and in which order. */

import { WebSocket } from 'ws'
import { z } from 'zod'

const configSchema = z.object({
  url: z.string(),
  /** `shoal` speaks socket.io (engine.io 4 over WebSocket); `plain` gets JSON lines. */
  speaks: z.enum(['shoal', 'plain']),
  readers: z.int(),
  channel: z.string(),
})
const commandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('connect'), withinMs: z.number() }),
  z.object({ kind: z.literal('storm'), withinMs: z.number() }),
  z.object({ kind: z.literal('report'), expected: z.array(z.int()) }),
])

const config = configSchema.parse(JSON.parse(process.argv[2] ?? ''))
const lineSchema = z.object({ id: z.int(), text: z.string() })
type Reader = { socket: WebSocket | null; last: number; ids: number[]; outOfOrder: number; isIn: boolean }

const readers: Reader[] = Array.from({ length: config.readers }, () => ({
  ...{ socket: null, last: 0, ids: [], outOfOrder: 0, isIn: false },
}))
/** Milliseconds from sending to arriving; what came late because its reader was away is not delivery. */
const delays: number[] = []

process.on('message', (raw) => {
  const command = commandSchema.parse(raw)
  if (command.kind === 'report') report(command.expected)
  else void come(command.withinMs)
})
process.on('disconnect', () => process.exit(0))
process.send?.({ kind: 'ready' })

/** Everyone leaves who is there, and comes (back) at some moment within the time. */
async function come(withinMs: number): Promise<void> {
  const beganMs = performance.now()
  for (const reader of readers) {
    reader.isIn = false
    reader.socket?.terminate()
  }
  await Promise.all(readers.map((reader) => enter(reader, beganMs + Math.random() * withinMs)))
  process.send?.({ kind: 'in', ms: performance.now() - beganMs })
}

async function enter(reader: Reader, atMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, atMs - performance.now())))
  for (;;) {
    if (await connect(reader)) return
    await new Promise((resolve) => setTimeout(resolve, 100 + 400 * Math.random()))
  }
}

function connect(reader: Reader): Promise<boolean> {
  const socket = new WebSocket(config.url, { perMessageDeflate: false })
  reader.socket = socket
  return new Promise((resolve) => {
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
    socket.on('message', (data) => {
      const text = String(data)
      if (config.speaks === 'plain') {
        if (text === 'hello') arrive()
        else take(reader, [lineSchema.parse(JSON.parse(text))], true)
        return
      }
      if (text.startsWith('0')) {
        const after = reader.last > 0 ? { after: reader.last } : {}
        socket.send(`40${JSON.stringify({ channel: config.channel, ...after })}`)
      } else if (text === '2') socket.send('3')
      else if (text.startsWith('42')) heard(JSON.parse(text.slice(2)))
      else if (text.startsWith('44')) socket.terminate()
    })
    const heard = ([event, body]: [string, { lines?: unknown }]) => {
      if (event === 'lines') take(reader, z.array(lineSchema).parse(body), true)
      if (event !== 'hello') return
      take(reader, z.array(lineSchema).parse(body.lines), false)
      arrive()
    }
    const arrive = () => {
      reader.isIn = true
      resolve(true)
    }
  })
}

function take(reader: Reader, lines: z.infer<typeof lineSchema>[], isDelivery: boolean): void {
  const now = Date.now()
  for (const { id, text } of lines) {
    if (id < reader.last) reader.outOfOrder += 1
    reader.last = Math.max(reader.last, id)
    reader.ids.push(id)
    if (isDelivery) delays.push(now - Number(text.split(' ')[0]))
  }
}

function report(expected: number[]): void {
  let lost = 0
  let doubled = 0
  for (const { ids } of readers) {
    const got = new Set(ids)
    doubled += ids.length - got.size
    lost += expected.filter((id) => !got.has(id)).length
  }
  const outOfOrder = readers.reduce((sum, reader) => sum + reader.outOfOrder, 0)
  const isIn = readers.filter((reader) => reader.isIn).length
  process.send?.({ kind: 'report', lost, doubled, outOfOrder, isIn, delays })
}
