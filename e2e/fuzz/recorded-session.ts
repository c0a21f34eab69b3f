/** What a real client sends, from its handshake to its end, as bytes and as media: the good ones that mutations start from. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { RtmpProtocol } from '../../apps/ingest/src/publish/rtmp-protocol.ts'
import { buildSourceArguments, type TestSourceOptions } from '../../apps/ingest/src/testing/test-source.ts'
import type { MediaPacket } from '../../apps/ingest/src/transcode/media-packet.ts'

export type RecordedSession = { bytes: Buffer; media: MediaPacket[] }

export async function recordSession(options: Omit<TestSourceOptions, 'url'> = {}): Promise<RecordedSession> {
  const chunks: Buffer[] = []
  const media: MediaPacket[] = []
  const server = createServer((socket) => {
    const protocol = new RtmpProtocol({
      send: (bytes) => socket.write(bytes),
      onPublish: () => protocol.accept(),
      onMedia: (packet) => media.push(packet),
      onUnpublish: () => {},
    })
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      chunks.push(bytes)
      protocol.receive(bytes)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const source = { size: '160x120', seconds: 2, ...options, url: `rtmp://127.0.0.1:${port}/live/recorded` }
  const ffmpeg = spawn('ffmpeg', buildSourceArguments(source, { isLive: false }), { stdio: 'inherit' })
  await once(ffmpeg, 'close')
  server.close()
  return { bytes: Buffer.concat(chunks), media }
}
