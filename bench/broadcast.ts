/** The broadcast that the benches of ingest bring in, as one ffmpeg would: chunked uploads, each named by a playlist. */

import { randomBytes } from 'node:crypto'
import { buildLivePath } from '@shoal/protocol/hls-path'

export const BROADCAST_ID = 'abcdefghij0123456789'
export const RUNG = '720p'
export const SEGMENT_SECONDS = 2
export const SEGMENT_BYTES = 500_000
/** What ffmpeg's own output buffer holds. */
const CHUNK_BYTES = 32_768
const LISTED = 5

export const mediaPlaylistPath = buildLivePath({ kind: 'media', broadcastId: BROADCAST_ID, epoch: 1, rung: RUNG })

export async function uploadInit(uploadUrl: string): Promise<void> {
  await put(`${uploadUrl}/${RUNG}/init.mp4`, randomBytes(1000))
}

/** Resolves once the segment and the playlist that names it have been taken. */
export async function uploadSegment(uploadUrl: string, number: number, bytes: Buffer): Promise<void> {
  await put(`${uploadUrl}/${RUNG}/${number}.m4s`, bytes)
  await put(`${uploadUrl}/${RUNG}/index.m3u8`, Buffer.from(encoderPlaylist(number)))
}

function encoderPlaylist(newest: number): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-MAP:URI="init.mp4"']
  for (let number = Math.max(0, newest - LISTED + 1); number <= newest; number++) {
    lines.push(`#EXTINF:${SEGMENT_SECONDS}.000000,`, `${number}.m4s`)
  }
  return `${lines.join('\n')}\n`
}

async function put(url: string, bytes: Buffer): Promise<void> {
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) controller.enqueue(bytes.subarray(at, at + CHUNK_BYTES))
      controller.close()
    },
  })
  const init: RequestInit & { duplex: 'half' } = { method: 'PUT', body, duplex: 'half' }
  const response = await fetch(url, init)
  if (response.status !== 200) throw new Error(`an upload was answered with ${response.status}`)
}
