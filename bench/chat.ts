/**
 * 2,000 readers of one chat on the web app's own server with the embedded database: how fast messages get to all of them, and
 * whether anything is lost, doubled or out of order when all break off and come back. Beside it a bare `ws` server that
 * sends the same messages to as many.
 */

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { guestCookie } from '../apps/web/src/chat/guest-pass.ts'
import { addOperatorWithChannel } from '../packages/db/src/testing/sample-rows.ts'
import { startTestDatabase } from '../packages/db/src/testing/test-database.ts'
import { cpuMicrosOf, startChildServer } from './child-server.ts'
import { printResult } from './compare.ts'
import { readOptions } from './read-options.ts'

readOptions('bench:chat', z.object({}))

const READERS = 2000
const PROCESSES = 2
const SENDERS = 20
const MESSAGES_PER_SECOND = 10
const SECONDS = 30
const STORM_MS = 5000
const STORM_SECONDS = 10
const SETTLE_MS = 2000
const SECRET = 'a-secret-that-is-long-enough-for-a-bench'

await using database = await startTestDatabase()
await addOperatorWithChannel(database.db)
await using web = await startChildServer('chat.ts', { databaseUrl: database.url, secret: SECRET })
await using plain = await startChildServer('plain-chat.ts')
const chatUrl = `ws://127.0.0.1:${web.port}/chat/?EIO=4&transport=websocket`

const ours = await run({
  ...{ pid: web.pid, speaks: 'shoal', url: chatUrl },
  enter: () => Promise.all(Array.from({ length: SENDERS }, (_, index) => enterAsGuest(`Sender ${index}`))),
})
console.log('shoal', ours)
const peer = await run({
  ...{ pid: plain.pid, speaks: 'plain', url: `ws://127.0.0.1:${plain.port}` },
  enter: () => Promise.all(Array.from({ length: SENDERS }, enterPlain)),
})
console.log('plain ws', peer)
printResult({
  ...{ bench: 'chat', peer: 'a bare ws server', readers: READERS, messagesPerSecond: MESSAGES_PER_SECOND },
  ...ours,
  peerFigures: peer,
  ratio: {
    deliveryP99: ours.deliveryP99Ms / peer.deliveryP99Ms,
    cpuMicrosPerDelivery: ours.cpuMicrosPerDelivery / peer.cpuMicrosPerDelivery,
    memory: ours.memoryMegabytes / peer.memoryMegabytes,
  },
})
const isSound =
  ours.lost + ours.doubled + ours.outOfOrder === 0 && ours.deliveryP99Ms <= 250 && ours.readersBack === READERS
process.exitCode = isSound ? 0 : 1

type Sender = { say: (text: string) => Promise<number>; close: () => void }
type Side = { pid: number; speaks: 'shoal' | 'plain'; url: string; enter: () => Promise<Sender[]> }

async function run({ pid, speaks, url, enter }: Side) {
  const emptyBytes = await residentBytes(pid)
  const config = JSON.stringify({ url, speaks, readers: READERS / PROCESSES, channel: 'harbour' })
  const crowds = Array.from({ length: PROCESSES }, () => fork(new URL('load/chat-crowd.ts', import.meta.url), [config]))
  try {
    await Promise.all(crowds.map((crowd) => once(crowd, 'message')))
    const connectMs = await comeIn(crowds, 'connect', STORM_MS)
    const senders = await enter()
    const sent: number[] = []
    const cpuBefore = await cpuMicrosOf(pid)
    await speak(senders, SECONDS, sent)
    await sleep(SETTLE_MS)
    const cpuMicros = (await cpuMicrosOf(pid)) - cpuBefore
    const memoryMegabytes = (await residentBytes(pid)) / 1e6
    const calm = await reports(crowds, sent)
    // everyone breaks off and is back within seconds, while the talk goes on
    const [stormMs] = await Promise.all([comeIn(crowds, 'storm', STORM_MS), speak(senders, STORM_SECONDS, sent)])
    await sleep(SETTLE_MS)
    const after = await reports(crowds, sent)
    for (const sender of senders) sender.close()
    const delays = calm.flatMap((report) => report.delays).toSorted((a, b) => a - b)
    const sum = (of: Report[], read: (report: Report) => number) => of.reduce((total, one) => total + read(one), 0)
    return {
      ...{ deliveries: delays.length, deliveryP50Ms: at(delays, 0.5), deliveryP95Ms: at(delays, 0.95) },
      ...{ deliveryP99Ms: at(delays, 0.99), deliveryMaxMs: delays.at(-1) ?? Number.NaN },
      ...{ lost: sum(after, (one) => one.lost), doubled: sum(after, (one) => one.doubled) },
      ...{ outOfOrder: sum(after, (one) => one.outOfOrder), readersBack: sum(after, (one) => one.isIn) },
      ...{ connectMs, stormMs, cpuMicrosPerDelivery: cpuMicros / delays.length },
      ...{ cpuShare: cpuMicros / 1e6 / (SECONDS + SETTLE_MS / 1000), memoryMegabytes },
      kilobytesPerReader: (memoryMegabytes * 1e6 - emptyBytes) / READERS / 1000,
    }
  } finally {
    for (const crowd of crowds) crowd.disconnect()
  }
}

async function speak(senders: Sender[], seconds: number, sent: number[]): Promise<void> {
  const beganMs = performance.now()
  const said: Promise<void>[] = []
  for (let index = 0; index < seconds * MESSAGES_PER_SECOND; index++) {
    await sleep(beganMs + (index * 1000) / MESSAGES_PER_SECOND - performance.now())
    const sender = senders[index % senders.length]
    if (!sender) throw new Error('nobody speaks')
    said.push(
      sender.say(`${Date.now()} message ${index} of somebody with something to say`).then((id) => void sent.push(id)),
    )
  }
  await Promise.all(said)
}

async function comeIn(crowds: ChildProcess[], kind: 'connect' | 'storm', withinMs: number): Promise<number> {
  const inSchema = z.object({ kind: z.literal('in'), ms: z.number() })
  const all = await Promise.all(
    crowds.map(async (crowd) => {
      const answered = once(crowd, 'message')
      crowd.send({ kind, withinMs })
      return inSchema.parse((await answered)[0]).ms
    }),
  )
  return Math.max(...all)
}

type Report = { lost: number; doubled: number; outOfOrder: number; isIn: number; delays: number[] }

function reports(crowds: ChildProcess[], expected: number[]): Promise<Report[]> {
  const count = z.int()
  const schema = z.object({
    ...{ lost: count, doubled: count, outOfOrder: count, isIn: count, delays: z.array(z.number()) },
  })
  return Promise.all(
    crowds.map(async (crowd) => {
      const answered = once(crowd, 'message')
      crowd.send({ kind: 'report', expected })
      return schema.parse((await answered)[0])
    }),
  )
}

/** With a name in the cookie, as a browser has it, and socket.io over WebSocket. */
async function enterAsGuest(name: string): Promise<Sender> {
  const cookie = (await guestCookie(name, { before: null, secret: SECRET, isSecure: false })).split(';')[0] ?? ''
  const socket = new WebSocket(chatUrl, { headers: { cookie } })
  const answers = new Map<number, (said: unknown) => void>()
  let count = 0
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      const text = String(data)
      if (text.startsWith('0')) socket.send(`40${JSON.stringify({ channel: 'harbour' })}`)
      else if (text === '2') socket.send('3')
      else if (text.startsWith('42["hello"')) resolve()
      const answer = /^43(\d+)(.*)$/s.exec(text)
      if (answer) answers.get(Number(answer[1]))?.(JSON.parse(answer[2] ?? '[]')[0])
    })
  })
  const saidSchema = z.object({ kind: z.literal('sent'), id: z.int() })
  return {
    async say(text) {
      const number = count++
      const answered = new Promise((resolve) => answers.set(number, resolve))
      socket.send(
        `42${number}${JSON.stringify(['say', { clientId: `bench-${name.replace(' ', '-')}-${number}`, text }])}`,
      )
      const said = await answered
      answers.delete(number)
      return saidSchema.parse(said).id
    },
    close: () => socket.terminate(),
  }
}

async function enterPlain(): Promise<Sender> {
  const socket = new WebSocket(`ws://127.0.0.1:${plain.port}`)
  await once(socket, 'message')
  const waiting: ((id: number) => void)[] = []
  socket.on('message', (data) => {
    const said = /^said (\d+)$/.exec(String(data))
    if (said) waiting.shift()?.(Number(said[1]))
  })
  return {
    say: (text) => {
      socket.send(text)
      return new Promise((resolve) => waiting.push(resolve))
    },
    close: () => socket.terminate(),
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)))
}
