/** A publisher as OBS is one: ffmpeg, pushing a moving picture and a tone over RTMP. */

import { once } from 'node:events'
import { spawnBound } from './bound-child.ts'

export type Publisher = ReturnType<typeof startPublisher>

/** `url` is the server and the stream key. Small on purpose: browsers decode on the same two cores. */
export function startPublisher(url: string, { size = '640x360', kbps = 700, rate = 30 } = {}) {
  const input = [
    '-re',
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=${size}:rate=${rate}`,
    '-f',
    'lavfi',
    '-i',
    'sine=frequency=440:sample_rate=48000',
  ]
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-pix_fmt',
    'yuv420p',
    '-b:v',
    `${kbps}k`,
    '-g',
    '60',
  ]
  const audio = ['-c:a', 'aac', '-b:a', '96k', '-ac', '2']
  const child = spawnBound(process.env.SHOAL_FFMPEG || 'ffmpeg', [
    ...['-hide_banner', '-loglevel', 'error'],
    ...[...input, ...video, ...audio, '-f', 'flv', url],
  ])
  let errors = ''
  child.stderr.on('data', (text: Buffer) => (errors += text))
  return {
    child,
    errors: () => errors,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    },
  }
}
