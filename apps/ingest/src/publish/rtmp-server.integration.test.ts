import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMetrics } from '../http/metrics.ts'
import { connectMessage, encodeMessage, HANDSHAKE, publishMessage, unpublishMessage } from '../testing/rtmp-bytes.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { createGuessLimit } from './guess-limit.ts'
import { type RtmpServer, type RtmpServerOptions, startRtmpServer } from './rtmp-server.ts'
import type { Verdict } from './stream-key.ts'

const received: MediaPacket[] = []
let left = 0
const accepted: Verdict = {
  kind: 'accepted',
  receive: (packet) => received.push(packet),
  leave: () => {
    left += 1
  },
}

const options: RtmpServerOptions = {
  listen: { host: '127.0.0.1', port: 0, setting: 'SHOAL_RTMP_PORT' },
  judge: async ({ name }) => (name === 'good' ? accepted : { kind: 'refused', refusal: 'unknown-key' }),
  guessLimit: createGuessLimit({ guesses: 1000, seconds: 60 }),
  metrics: createMetrics(),
  log: pino({ level: 'silent' }),
  timeouts: { setUpMs: 700, idleMs: 700 },
  limits: { most: 30, mostPerAddress: 20, mostPerMinute: 1000 },
}

let server: RtmpServer
let publisher: Socket
const frame = encodeMessage({ type: 9, payload: Buffer.from([0x27, 1, 0, 0, 0]) })
let sending: NodeJS.Timeout

beforeAll(async () => {
  server = await startRtmpServer(options)
  publisher = await publish('good')
  sending = setInterval(() => publisher.write(frame), 50)
})

afterAll(async () => {
  clearInterval(sending)
  await server[Symbol.asyncDispose]()
})

async function open(to = server): Promise<Socket> {
  const socket = connect(to.port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket.resume()
}

async function publish(key: string, to = server): Promise<Socket> {
  const socket = await open(to)
  socket.write(Buffer.concat([HANDSHAKE, connectMessage(), publishMessage(key)]))
  return socket
}

async function msUntilClosed(socket: Socket): Promise<number> {
  const startedAtMs = Date.now()
  if (!socket.closed) await once(socket, 'close')
  return Date.now() - startedAtMs
}

const zeroLength = (type: number) => encodeMessage({ type, payload: Buffer.alloc(0) })

it.each([
  ['garbage', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')],
  ['garbage after the handshake', Buffer.concat([HANDSHAKE, Buffer.alloc(5000, 0x5a)])],
  ['a zero-length control message', Buffer.concat([HANDSHAKE, zeroLength(1)])],
  ['a zero-length command', Buffer.concat([HANDSHAKE, zeroLength(20)])],
  [
    'a message of 16 MB from a stranger',
    Buffer.concat([HANDSHAKE, encodeMessage({ type: 20, payload: Buffer.alloc(128), declaredLength: 0xff_ffff })]),
  ],
])('closes a connection that sends %s, and no other', async (_, bytes) => {
  const socket = await open()
  socket.write(bytes)
  expect(await msUntilClosed(socket)).toBeLessThan(600)
  await expectPublisherUntouched()
})

it('closes a connection whose handshake stops in the middle', async () => {
  const socket = await open()
  socket.write(HANDSHAKE.subarray(0, 700))
  expect(await msUntilClosed(socket)).toBeGreaterThan(500)
  await expectPublisherUntouched()
})

it('tells a publisher with a wrong key so, and closes', async () => {
  const socket = await open()
  const answers = collect(socket)
  socket.write(Buffer.concat([HANDSHAKE, connectMessage(), publishMessage('bad')]))
  expect(await msUntilClosed(socket)).toBeLessThan(1000)
  expect(answers()).toContain('NetStream.Publish.BadName')
  expect(answers()).toContain('This stream key is not known.')
  expect(answers()).not.toContain('NetStream.Publish.Start')
})

it('closes a publisher that falls silent', async () => {
  const leftBefore = left
  const socket = await publish('good')
  expect(await msUntilClosed(socket)).toBeGreaterThan(500)
  await expect.poll(() => left).toBe(leftBefore + 1)
})

it('takes so many connections from one address, and no more', async () => {
  const sockets = await Promise.all(Array.from({ length: 40 }, () => open()))
  await expect.poll(() => server.connections).toBeLessThanOrEqual(20)
  await expectPublisherUntouched()
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => server.connections).toBe(1)
})

it('does not listen to an address that tries key after key', async () => {
  await using strict = await startRtmpServer({ ...options, guessLimit: createGuessLimit({ guesses: 3, seconds: 60 }) })
  for (let i = 0; i < 3; i++) await msUntilClosed(await publish('bad', strict))
  const socket = await publish('good', strict)
  expect(await msUntilClosed(socket)).toBeLessThan(500)
  expect(await options.metrics.rejectedConnections.get()).toMatchObject({
    values: expect.arrayContaining([expect.objectContaining({ labels: { reason: 'too-many-guesses' }, value: 1 })]),
  })
})

it('does not listen to an address that connects too fast', async () => {
  await using hasty = await startRtmpServer({ ...options, limits: { most: 30, mostPerAddress: 20, mostPerMinute: 5 } })
  const sockets = await Promise.all(Array.from({ length: 10 }, () => open(hasty)))
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(5)
  for (const socket of sockets) socket.destroy()
})

it('judges a publisher anew that is done and comes back on the same connection', async () => {
  const leftBefore = left
  const socket = await publish('good')
  const answers = collect(socket)
  await expect.poll(answers).toContain('NetStream.Publish.Start')
  for (let round = 1; round <= 10; round++) {
    socket.write(Buffer.concat([frame, unpublishMessage('good'), frame]))
    await expect.poll(() => left).toBe(leftBefore + round)
    socket.write(publishMessage('good'))
    await expect.poll(() => answers().split('NetStream.Publish.Start').length - 1).toBe(round + 1)
  }
  const before = received.length
  socket.write(frame)
  await expect.poll(() => received.length).toBeGreaterThan(before)
  socket.write(Buffer.concat([unpublishMessage('good'), publishMessage('bad')]))
  await msUntilClosed(socket)
  expect(answers()).toContain('NetStream.Publish.BadName')
  expect(left).toBe(leftBefore + 11)
})

it('closes a publisher that is done and does not come back', async () => {
  const socket = await publish('good')
  socket.write(unpublishMessage('good'))
  expect(await msUntilClosed(socket)).toBeGreaterThan(500)
})

it('leaves nothing behind when a publisher is done before it has been judged', async () => {
  const judging = Promise.withResolvers<Verdict>()
  await using slow = await startRtmpServer({ ...options, judge: () => judging.promise })
  const leftBefore = left
  const socket = await open(slow)
  socket.write(Buffer.concat([HANDSHAKE, connectMessage(), publishMessage('good'), unpublishMessage('good')]))
  await expect.poll(collect(socket)).toContain('NetStream.Unpublish.Success')
  judging.resolve(accepted)
  await expect.poll(() => left).toBe(leftBefore + 1)
  socket.destroy()
})

it('writes a bounded number of lines about strangers', async () => {
  const lines: string[] = []
  const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) })
  await using quiet = await startRtmpServer({ ...options, log })
  for (let i = 0; i < 100; i++) {
    const socket = await open(quiet)
    socket.write('GET / HTTP/1.1')
    await msUntilClosed(socket)
  }
  expect(lines.length).toBeGreaterThan(5)
  expect(lines.length).toBeLessThanOrEqual(31)
})

it('names the setting when its port is in use', async () => {
  const { port } = server
  await expect(startRtmpServer({ ...options, listen: { ...options.listen, port } })).rejects.toThrow(
    `port ${port} is in use by another program: stop it, or set SHOAL_RTMP_PORT to another port`,
  )
})

async function expectPublisherUntouched(): Promise<void> {
  const before = received.length
  await expect.poll(() => received.length).toBeGreaterThan(before)
  expect(publisher.closed).toBe(false)
}

/** What the server says, from now on. */
function collect(socket: Socket): () => string {
  let text = ''
  socket.setEncoding('latin1').on('data', (part: string) => {
    text += part
  })
  return () => text
}
