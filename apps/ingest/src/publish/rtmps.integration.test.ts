import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { ConfigError } from '@shoal/protocol/environment'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMetrics } from '../http/metrics.ts'
import { publishTestSource } from '../testing/test-source.ts'
import type { MediaPacket } from '../transcode/media-packet.ts'
import { createGuessLimit } from './guess-limit.ts'
import { type RtmpServer, type RtmpServerOptions, startRtmpServer } from './rtmp-server.ts'
import { readCertificate } from './tls-certificate.ts'

const folder = mkdtempSync(join(tmpdir(), 'shoal-tls-'))
const files = { certFile: join(folder, 'used.crt'), keyFile: join(folder, 'used.key') }
const received: MediaPacket[] = []
let server: RtmpServer

const options: RtmpServerOptions = {
  listen: { host: '127.0.0.1', port: 0, setting: 'SHOAL_RTMP_PORT' },
  tls: { listen: { host: '127.0.0.1', port: 0, setting: 'SHOAL_RTMPS_PORT' }, files, lookEveryMs: 50 },
  judge: async () => ({ kind: 'accepted', receive: (packet) => received.push(packet), leave() {} }),
  guessLimit: createGuessLimit({ guesses: 1000, seconds: 60 }),
  metrics: createMetrics(),
  log: pino({ level: 'silent' }),
  timeouts: { setUpMs: 700, idleMs: 5000 },
  limits: { most: 30, mostPerAddress: 5, mostPerMinute: 1000 },
}

beforeAll(async () => {
  for (const name of ['first', 'second']) makeCertificate(name)
  use('first')
  server = await startRtmpServer(options)
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true })
})

function makeCertificate(name: string): void {
  const out = ['-keyout', join(folder, `${name}.key`), '-out', join(folder, `${name}.crt`)]
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  const args = ['req', '-x509', ...key, '-days', '2', '-subj', `/CN=${name}.example.org`, ...out]
  execFileSync('openssl', args, { stdio: 'ignore' })
}

function use(name: string): void {
  copyFileSync(join(folder, `${name}.key`), files.keyFile)
  copyFileSync(join(folder, `${name}.crt`), files.certFile)
}

async function nameOfCertificate(): Promise<string | undefined> {
  const socket = connectTls({ port: server.tlsPort ?? 0, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

it('takes what ffmpeg publishes over TLS', async () => {
  await using source = publishTestSource({ url: `rtmps://127.0.0.1:${server.tlsPort}/live/key`, seconds: 2 })
  const { output } = await source.ended
  expect(output).toBe('')
  expect(new Set(received.map(({ kind }) => kind))).toEqual(new Set(['script', 'video', 'audio']))
})

it('closes a connection that never finishes its TLS handshake, and one that begins none', async () => {
  for (const bytes of [Buffer.from([0x16, 3, 1]), Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(0)]) {
    const socket = connect(server.tlsPort ?? 0, '127.0.0.1').on('error', () => {})
    await once(socket, 'connect')
    socket.resume().write(bytes)
    const sinceMs = Date.now()
    await once(socket, 'close')
    expect(Date.now() - sinceMs).toBeLessThan(1500)
  }
  await expect.poll(() => server.connections).toBe(0)
})

it('counts connections to both ports together, before any handshake', async () => {
  const ports = [server.port, server.tlsPort ?? 0]
  const sockets = Array.from({ length: 12 }, (_, index) => connect(ports[index % 2] ?? 0, '127.0.0.1').resume())
  for (const socket of sockets) socket.on('error', () => {})
  await expect.poll(() => sockets.filter(({ closed }) => closed).length).toBe(7)
  for (const socket of sockets) socket.destroy()
  await expect.poll(() => server.connections).toBe(0)
})

it('uses a renewed certificate without a restart, and keeps the old one while the new one is no good', async () => {
  expect(await nameOfCertificate()).toBe('first.example.org')
  writeFileSync(files.certFile, 'half a certif')
  writeFileSync(files.keyFile, '')
  expect(await nameOfCertificate()).toBe('first.example.org')
  use('second')
  await expect.poll(nameOfCertificate).toBe('second.example.org')
})

it.each<[string, () => { certFile: string; keyFile: string }, string]>([
  ['missing', () => ({ ...files, certFile: join(folder, 'none') }), 'SHOAL_TLS_CERT names'],
  ['a folder', () => ({ ...files, keyFile: folder }), 'which cannot be read'],
  ['no certificate', () => ({ ...files, certFile: files.keyFile }), 'does not hold a certificate in PEM'],
  ['no key', () => ({ ...files, keyFile: files.certFile }), 'does not hold a private key in PEM'],
  ['of another certificate', () => ({ ...files, keyFile: join(folder, 'first.key') }), 'is not the key of'],
])('says so when a file is %s', async (_, wrongFiles, sentence) => {
  expect(() => readCertificate(wrongFiles())).toThrow(ConfigError)
  expect(() => readCertificate(wrongFiles())).toThrow(sentence)
  const tls = { listen: { host: '127.0.0.1', port: 0, setting: 'SHOAL_RTMPS_PORT' }, files: wrongFiles() }
  await expect(startRtmpServer({ ...options, tls })).rejects.toThrow(sentence)
})
