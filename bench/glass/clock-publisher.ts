/** Publishes the clock picture over RTMP in real time, as a camera before an encoder would. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createClockPicture, PICTURE } from './clock-picture.ts'

export type ClockPublisher = AsyncDisposable & { errors(): string }

export function startClockPublisher(url: string, keyFrameSeconds: number): ClockPublisher {
  const { width, height, frameRate } = PICTURE
  const keyFrames = String(Math.round(keyFrameSeconds * frameRate))
  const child = spawn(
    process.env.SHOAL_FFMPEG || 'ffmpeg',
    [
      ...['-hide_banner', '-loglevel', 'error', '-probesize', '32', '-analyzeduration', '0'],
      ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-r', String(frameRate), '-i', 'pipe:0'],
      ...['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-b:v', '1500k', '-g', keyFrames],
      ...['-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-flush_packets', '1', '-f', 'flv', url],
    ],
    { stdio: ['pipe', 'ignore', 'pipe'] },
  )
  let errors = ''
  child.stderr.on('data', (text: Buffer) => {
    errors += text
  })
  child.stdin.on('error', () => {}) // it ended, which is seen elsewhere

  const draw = createClockPicture()
  const startedMs = performance.now()
  let frame = 0
  const timer = setInterval(() => {
    while (frame < ((performance.now() - startedMs) / 1000) * frameRate) {
      child.stdin.write(draw(Date.now(), frame))
      frame += 1
    }
  }, 4)

  return {
    errors: () => errors,
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
