/** The studio's test picture: an ffmpeg that publishes a moving picture with a clock and a tone into this very server. */

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { type IngestOutcome, TEST_PICTURE_MS } from '@shoal/protocol/ingest-command'
import type { Logger } from 'pino'
import { runFfmpeg } from '../transcode/run-ffmpeg.ts'

export type TestPictureParts = {
  ffmpegPath: string
  /** `rtmp://` to this server, ending in its application. */
  publishUrl: string
  /** What keeps the channel from going live, if anything does. */
  findObstacle(channelId: string): Promise<'already-live' | 'too-many-broadcasts' | null>
  onOver(channelId: string): void
  log: Logger
  lifetimeMs?: number
}

type Running = { channel: TestedChannel; key: string; child: ChildProcess }
export type TestedChannel = { id: string; slug: string }

const KEY_PREFIX = 'test-picture-'
const STOP_MS = 2000
const SIZE = 'size=1280x720:rate=30'
const CLOCK =
  "drawtext=text='%{localtime\\:%H\\\\\\:%M\\\\\\:%S}':x=(w-text_w)/2:y=h-2*text_h:fontsize=80:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=12"

export function isTestPictureKey(keyId: string): boolean {
  return keyId.startsWith(KEY_PREFIX)
}

export class TestPictures implements Disposable {
  readonly #parts: TestPictureParts
  readonly #running = new Map<string, Running>()
  #hasText: Promise<boolean> | null = null

  constructor(parts: TestPictureParts) {
    this.#parts = parts
  }

  /** Whose test picture publishes with this key; keys are good for one picture, and known to nobody else. */
  channelOf(key: string): TestedChannel | null {
    if (!isTestPictureKey(key)) return null
    for (const running of this.#running.values()) if (running.key === key) return running.channel
    return null
  }

  /** One that runs goes on. */
  async start(channel: TestedChannel, lifetimeMs = this.#parts.lifetimeMs ?? TEST_PICTURE_MS): Promise<IngestOutcome> {
    const channelId = channel.id
    if (this.#running.has(channelId)) return 'done'
    const { ffmpegPath, publishUrl, log } = this.#parts
    this.#hasText ??= canWriteText(ffmpegPath)
    const [obstacle, hasText] = await Promise.all([this.#parts.findObstacle(channelId), this.#hasText])
    if (obstacle) return obstacle
    if (this.#running.has(channelId)) return 'done'
    const key = `${KEY_PREFIX}${randomBytes(24).toString('base64url')}`
    const args = buildArguments({ hasText, seconds: lifetimeMs / 1000, target: `${publishUrl}/${key}` })
    const child = spawn(ffmpegPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    const running = { channel, key, child }
    this.#running.set(channelId, running)
    let said = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-400)
    })
    child.once('error', (error) => log.error({ err: error, channelId }, 'the test picture cannot start'))
    child.once('close', (code) => {
      if (this.#running.get(channelId) !== running) return
      this.#running.delete(channelId)
      log.info({ channelId, code, said: said.replaceAll(key, '<key>') }, 'the test picture is over')
      this.#parts.onOver(channelId)
    })
    log.info({ channelId, pid: child.pid }, 'a test picture starts')
    return child.pid === undefined ? 'failed' : 'done'
  }

  /** False when there is none. */
  stop(channelId: string): boolean {
    const running = this.#running.get(channelId)
    if (!running) return false
    this.#running.delete(channelId)
    end(running.child)
    return true
  }

  [Symbol.dispose](): void {
    for (const { child } of this.#running.values()) child.kill('SIGKILL')
    this.#running.clear()
  }
}

function end(child: ChildProcess): void {
  child.kill('SIGINT')
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  child.once('close', () => clearTimeout(impatience))
}

/** H.264 and AAC as OBS sends them, a key frame each second, for the shortest segments; kept cheap, for the ladder comes on top of it. */
function buildArguments({ hasText, seconds, target }: { hasText: boolean; seconds: number; target: string }): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'warning'],
    ...['-re', '-f', 'lavfi', '-i', hasText ? `testsrc2=${SIZE},${CLOCK}` : `testsrc2=${SIZE}`],
    ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000,volume=0.15'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-profile:v', 'baseline', '-pix_fmt', 'yuv420p'],
    ...['-b:v', '2000k', '-maxrate', '2000k', '-bufsize', '2000k', '-g', '30', '-keyint_min', '30'],
    ...['-sc_threshold', '0', '-c:a', 'aac', '-b:a', '128k', '-ac', '2', '-t', String(seconds)],
    ...['-f', 'flv', '-flvflags', 'no_duration_filesize', target],
  ]
}

/** The filter may be left out of a build, and there may be no font: without them the picture counts its own seconds. */
async function canWriteText(ffmpegPath: string): Promise<boolean> {
  const frame = ['-f', 'lavfi', '-i', 'color=size=64x64,drawtext=text=0', '-frames:v', '1', '-f', 'null', '-']
  return (await runFfmpeg(ffmpegPath, frame, { timeoutMs: 10_000 })).kind === 'done'
}
