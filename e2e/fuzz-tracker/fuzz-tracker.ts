/**
 * Hostile viewers by the dozen against a tracker in its own process, beside two honest ones in another broadcast; and
 * most of the messages told to the tracker's sockets in this process, where no network slows them.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { infoHash, signTicket } from '../../apps/tracker/src/testing/tracker-lab.ts'
import { residentMegabytes } from '../fuzz/process-facts.ts'
import { createRandom, type Random } from '../fuzz/random.ts'
import { FUZZED_BROADCAST } from './broadcasts.ts'
import { type HonestFigures, startHonestPair } from './honest-pair.ts'
import { fuzzInProcess, type InProcessFigures } from './in-process.ts'
import { randomMessage, text } from './messages.ts'

/** Of the messages, those that go through real sockets; and of the time. */
const SOCKET_SHARE = 0.02
const SOCKET_TIME = 0.4
const MOST_BY_SOCKET = 5000
const AT_ONCE = 24
const SESSIONS = 1000
/** Said in one go, before the tracker's word on them is waited for. */
const MOST_IN_A_ROW = 12
const MOST_PER_CONNECTION = 200
const WATCH_MS = 1000

export type FuzzOptions = { messages: number; seconds: number; seed: number; note: (line: string) => void }

export type FuzzFigures = {
  messages: number
  connections: number
  /** Connections that ended otherwise than by our leave: the tracker's reason → how often. */
  closes: Record<string, number>
  processExits: number
  /** Lines that the tracker logged as warnings or errors. */
  warnings: string[]
  /** Of the tracker's process. */
  memoryMegabytes: { before: number; most: number; after: number }
  /** Of the same: what V8 needs, `after` days without anybody. */
  heapMegabytes: { before: number; after: number }
  /** What it knows still of viewers then. */
  remembered: number
  honest: HonestFigures
  inProcess: InProcessFigures
}

export async function fuzzTracker({ messages, seconds, seed, note }: FuzzOptions): Promise<FuzzFigures> {
  const child = fork(new URL('./tracker-process.ts', import.meta.url), { silent: true })
  const figures = {
    ...{ messages: 0, connections: 0, closes: {} as Record<string, number>, processExits: 0, warnings: [] as string[] },
  }
  let isOver = false
  child.once('exit', () => {
    figures.processExits += Number(!isOver)
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream
      ?.setEncoding('utf8')
      .on('data', (lines: string) => void (figures.warnings.length < 20 && figures.warnings.push(lines.slice(0, 500))))
  }
  const [ready] = await once(child, 'message')
  const { port, heapMegabytes } = readySchema.parse(ready)
  const pid = child.pid ?? 0
  const honest = await startHonestPair(port)
  const memory = { before: residentMegabytes(pid), most: 0, after: 0 }
  const watching = setInterval(() => {
    if (figures.processExits === 0) memory.most = Math.max(memory.most, residentMegabytes(pid))
    note(`${figures.messages} messages, ${figures.connections} connections, ${Math.round(memory.most)} MB`)
  }, WATCH_MS)

  const bySocket = Math.min(MOST_BY_SOCKET, Math.ceil(messages * SOCKET_SHARE))
  const tickets = await Promise.all(
    Array.from({ length: Math.min(SESSIONS, bySocket) }, () =>
      signTicket({ broadcast: FUZZED_BROADCAST, lifetimeSeconds: 86_400 }),
    ),
  )
  const startedMs = performance.now()
  const isAfter = (share: number) => performance.now() - startedMs > share * seconds * 1000
  const isDone = () => figures.processExits > 0 || figures.messages >= bySocket || isAfter(SOCKET_TIME)
  const peerIds: string[] = []
  const attack = async (random: Random) => {
    while (!isDone()) {
      const ticket = random.chance(0.99) ? random.pick(tickets) : text(random, random.int(300))
      await converse({ url: `ws://127.0.0.1:${port}/swarm?ticket=${ticket}`, random, figures, peerIds, isDone })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => attack(createRandom(seed * 1000 + index))))
  const inProcess = await fuzzInProcess(createRandom(seed), messages - figures.messages, () => isAfter(1))
  const honestFigures = await honest.stop()
  clearInterval(watching)
  if (figures.processExits === 0) memory.after = residentMegabytes(pid)
  memory.most = Math.max(memory.most, memory.after)
  const later = await heardLater(child)
  isOver = true
  if (child.connected) child.disconnect()
  if (child.exitCode === null) await once(child, 'exit')
  return {
    ...{ ...figures, memoryMegabytes: memory, heapMegabytes: { before: heapMegabytes, after: later.heapMegabytes } },
    ...{ remembered: later.remembered, honest: honestFigures, inProcess },
  }
}

const readySchema = z.object({ port: z.int(), heapMegabytes: z.number() })
const laterSchema = z.object({ heapMegabytes: z.number(), remembered: z.int() })

async function heardLater(child: ChildProcess): Promise<z.infer<typeof laterSchema>> {
  if (!child.connected) return { heapMegabytes: Number.NaN, remembered: Number.NaN }
  const heard = once(child, 'message')
  child.send('later')
  const [later] = await Promise.race([heard, once(child, 'exit')])
  return laterSchema.parse(later)
}

type Conversation = {
  url: string
  random: Random
  figures: Pick<FuzzFigures, 'messages' | 'connections' | 'closes'>
  /** Of all that have been here lately. */
  peerIds: string[]
  isDone: () => boolean
}

const offerSchema = z.object({ offer: z.unknown(), offer_id: z.string(), peer_id: z.string() })

async function converse({ url, random, figures, peerIds, isDone }: Conversation): Promise<void> {
  figures.connections += 1
  const socket = new WebSocket(url, { perMessageDeflate: false })
  let reason = ''
  socket.on('error', (error) => {
    reason ||= error.message.replace(/\d{4,}/g, 'n')
  })
  const offers: { offerId: string; from: string }[] = []
  socket.on('message', (data) => {
    const heard = offerSchema.safeParse(JSON.parse(data.toString()))
    if (heard.success && heard.data.offer) offers.push({ offerId: heard.data.offer_id, from: heard.data.peer_id })
    if (offers.length > 20) offers.shift()
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', (code, why) => {
      reason ||= `${code} ${why.toString()}`
      resolve()
    })
  })
  await Promise.race([closed, new Promise((resolve) => socket.once('open', resolve))])
  const ownId = `-SH0100-${text(random, 12)}`
  peerIds.push(ownId)
  if (peerIds.length > 100) peerIds.shift()
  for (let said = 0; said < MOST_PER_CONNECTION && socket.readyState === WebSocket.OPEN && !isDone(); ) {
    const count = 1 + random.int(MOST_IN_A_ROW)
    const about = { infoHash: infoHash(FUZZED_BROADCAST, 1, random.int(2)), ownId, offers, peerIds }
    for (let index = 0; index < count; index++)
      socket.send(randomMessage(random, about), { binary: random.chance(0.02) })
    const judged = new Promise((resolve) => socket.once('pong', resolve))
    socket.ping() // answered once all of them were judged
    await Promise.race([closed, judged])
    said += count
    figures.messages += socket.readyState === WebSocket.OPEN ? count : 1 // the tracker hears none after the one that it closes for
  }
  const isOurs = socket.readyState === WebSocket.OPEN
  if (isOurs) socket.terminate()
  await closed
  if (!isOurs) figures.closes[reason] = (figures.closes[reason] ?? 0) + 1
}
