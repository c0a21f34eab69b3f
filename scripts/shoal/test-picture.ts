/** `shoal test-picture`: ffmpeg publishes a moving picture over RTMP, as OBS would. */

import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import type { Database } from '@shoal/db/database'
import { Command } from 'commander'
import { requireFfmpeg, systemSources } from '../ffmpeg/find-ffmpeg.ts'
import { OperatorError } from '../operator-error.ts'
import { listenForShutdown } from '../processes/shutdown.ts'
import { loadSettings, type Settings } from '../settings.ts'
import { buildPictureArguments, parseSize } from './picture.ts'
import { selectChannel } from './select-channel.ts'
import { verb, withDatabase } from './verb.ts'

type PictureOptions = { seconds?: string; size: string; fps: string; key?: string; server?: string }

export function testPictureCommand(): Command {
  return new Command('test-picture')
    .description('Publishes a moving picture with a clock and a tone over RTMP, until Ctrl-C.')
    .argument('[channel]', 'the channel; not needed when there is one only')
    .option('--seconds <number>', 'end by itself after this long')
    .option('--size <width>x<height>', 'even numbers', '1280x720')
    .option('--fps <number>', 'frames a second, 1 to 120', '30')
    .option('--key <key>', 'publish with this stream key; otherwise one is issued, and revoked at the end')
    .option(
      '--server <url>',
      'the RTMP server, such as rtmp://example.org:1935/live; otherwise the one of this machine',
    )
    .addHelpText('after', '\nExample:\n  npm run test-picture -- garden --seconds 60 --size 640x360')
    .action(verb(publishTestPicture))
}

async function publishTestPicture(channelName: string | undefined, options: PictureOptions): Promise<void> {
  const wish = readWish(options)
  const settings = loadSettings(process.env)
  const server = (options.server ?? localServer(settings)).replace(/\/+$/, '')
  const shutdown = listenForShutdown()
  const ffmpeg = await requireFfmpeg(systemSources(settings.ffmpeg, shutdown.signal), (text) => {
    if (text.includes('installing')) process.stderr.write(`${text}\n`)
  })
  await requireListener(server)
  const key = await borrowKey(channelName, options.key, settings)
  try {
    if (shutdown.signal.aborted) return
    process.stderr.write(
      `Publishing a test picture (${options.size}, ${options.fps} frames a second) to ${server}.\n${key.watchUrl ? `Watch it at ${key.watchUrl}\n` : ''}Ctrl-C ends it.\n`,
    )
    const args = buildPictureArguments({ ...wish, hasText: await canWriteText(ffmpeg), target: `${server}/${key.key}` })
    await publish({ ffmpeg, args, key: key.key, server, signal: shutdown.signal })
    process.stderr.write('The test picture has ended.\n')
  } finally {
    await key.giveBack()
  }
}

function readWish({ seconds, size, fps }: PictureOptions) {
  const parsedSize = parseSize(size)
  if (!parsedSize) throw new OperatorError('--size must be two even numbers from 64 on, such as 1280x720.')
  const rate = Number(fps)
  if (!(rate >= 1 && rate <= 120)) throw new OperatorError('--fps must be a number from 1 to 120.')
  const duration = seconds === undefined ? undefined : Number(seconds)
  if (duration !== undefined && !(duration > 0)) throw new OperatorError('--seconds must be a number above 0.')
  return { ...parsedSize, fps: rate, seconds: duration }
}

function localServer({ host, ports }: Settings): string {
  const reachable = !host || host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `rtmp://${reachable.includes(':') ? `[${reachable}]` : reachable}:${ports.SHOAL_RTMP_PORT}/live`
}

/** @throws OperatorError when nothing listens there, before a key is issued in vain. */
async function requireListener(server: string): Promise<void> {
  if (!/^rtmps?:\/\//.test(server) || !URL.canParse(server)) {
    throw new OperatorError(`--server must be an rtmp:// URL, such as rtmp://127.0.0.1:1935/live.`)
  }
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '')
  const isOpen = await new Promise<boolean>((resolve) => {
    const socket = connect({ host, port: Number(port || 1935), timeout: 3000 })
    socket.once('connect', () => resolve(true))
    socket.once('timeout', () => resolve(false))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
    socket.once('timeout', () => socket.destroy())
  })
  if (!isOpen) {
    throw new OperatorError(
      `No RTMP server answers at ${server}: run \`npm start\` first, or name the right one with --server.`,
    )
  }
}

type BorrowedKey = { key: string; watchUrl: string | undefined; giveBack(): Promise<void> }

/** Keys are kept as hashes only, so there is none to read: one is issued for as long as the picture runs. */
async function borrowKey(
  slug: string | undefined,
  given: string | undefined,
  settings: Settings,
): Promise<BorrowedKey> {
  if (given !== undefined) {
    return { key: given, watchUrl: slug && `${settings.publicUrl}/@${slug}`, giveBack: async () => undefined }
  }
  const issued = await withDatabase(async (database) => {
    const { issueStreamKey } = await import('@shoal/db/stream-keys')
    const channel = await selectChannel(database, slug)
    const key = await issueStreamKey(database, { channelId: channel.id, name: 'test picture' })
    await audit(database, 'test-picture-started', channel.slug)
    return { ...key, slug: channel.slug }
  }, settings)
  return {
    key: issued.key,
    watchUrl: `${settings.publicUrl}/@${issued.slug}`,
    async giveBack() {
      await withDatabase(async (database) => {
        const { revokeStreamKey } = await import('@shoal/db/stream-keys')
        await revokeStreamKey(database, issued.id)
        await audit(database, 'test-picture-stopped', issued.slug)
      }, settings).catch(() => {
        process.stderr.write(
          `The key of the test picture could not be revoked: run \`npm run shoal -- key revoke ${issued.id}\`.\n`,
        )
      })
    },
  }
}

async function audit(
  database: Database,
  action: 'test-picture-started' | 'test-picture-stopped',
  slug: string,
): Promise<void> {
  const { writeAuditEntry } = await import('@shoal/db/audit')
  const detail = { from: 'command line' }
  await writeAuditEntry(database, { actor: null, action, target: `channel ${slug}`, detail })
}

/** The filter may be left out of a build, and there may be no font: asked with one small frame. */
async function canWriteText(ffmpeg: string): Promise<boolean> {
  const oneFrame = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'color=size=64x64,drawtext=text=0',
    '-frames:v',
    '1',
    '-f',
    'null',
    '-',
  ]
  return promisify(execFile)(ffmpeg, oneFrame, { timeout: 10_000 }).then(
    () => true,
    () => false,
  )
}

type Publishing = { ffmpeg: string; args: string[]; key: string; server: string; signal: AbortSignal }

/** Resolves when it ended as it should: by its own time, or because we were told to end. */
async function publish({ ffmpeg, args, key, server, signal }: Publishing): Promise<void> {
  const child = spawn(ffmpeg, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4000)
  })
  const stop = () => stopGently(child)
  signal.addEventListener('abort', stop, { once: true })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal.removeEventListener('abort', stop)
  // ffmpeg's exit code is the same for a stop and for a crash, so what we asked for decides
  if (signal.aborted || code === 0) return
  throw new OperatorError(explainFailure(said.replaceAll(key, '<key>'), server))
}

function stopGently(child: ChildProcess): void {
  child.kill('SIGINT')
  const impatience = setTimeout(() => child.kill('SIGKILL'), 3000)
  child.once('exit', () => clearTimeout(impatience))
}

function explainFailure(said: string, server: string): string {
  const lastLine = said.trim().split('\n').at(-1)?.trim() ?? ''
  if (/refused|timed out|No route|Failed to resolve/i.test(said)) {
    return `No RTMP server answers at ${server}: run \`npm start\` first, or name the right one with --server.`
  }
  if (/Broken pipe|reset by peer|Input\/output error|End of file|Error writing|Operation not permitted/i.test(said)) {
    return `The server at ${server} ended the connection: the key may be wrong or revoked, the channel live already, or Shoal stopped; the studio says why.`
  }
  return `ffmpeg could not publish the picture (${lastLine || 'it said nothing'}): look at it with \`npm run shoal -- doctor\`.`
}
