/** Where the origin has what is left of a broadcast, and its pictures. `origin` is a base URL without a slash at its end. */

import { buildLivePath } from '@shoal/protocol/hls-path'

/** The broadcast as a whole, over all its epochs: while it is live as far back as viewers can go, later all of it. */
export function wholePlaylistUrl(origin: string, broadcastId: string): string {
  return origin + buildLivePath({ kind: 'whole-multivariant', broadcastId })
}

/** The latest picture. */
export function posterUrl(origin: string, broadcastId: string): string {
  return origin + buildLivePath({ kind: 'poster', broadcastId })
}

export function storyboardUrl(origin: string, broadcastId: string): string {
  return origin + buildLivePath({ kind: 'storyboard', broadcastId })
}

type Download = { broadcastId: string; rung: string; token: string }

export function downloadUrl(origin: string, { broadcastId, rung, token }: Download): string {
  return `${origin}/recordings/${broadcastId}/${rung}.mp4?token=${encodeURIComponent(token)}`
}
