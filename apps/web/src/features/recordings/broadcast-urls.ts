/**
 * Where the origin has what is left of a broadcast, and its pictures. `origin` is a base URL without a slash at its end.
 * Pictures of a broadcast that is not for everybody are asked for here, where the visitor is known (picture-operation.ts).
 */

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

/** `site` is empty on our own pages. */
export function guardedPosterUrl(broadcastId: string, site = ''): string {
  return `${site}/api/v1/broadcasts/${broadcastId}/pictures/poster.jpg`
}

export function guardedStoryboardUrl(broadcastId: string): string {
  return `/api/v1/broadcasts/${broadcastId}/pictures/storyboard.vtt`
}

type Download = {
  broadcastId: string
  rung: string
  token: string
  /** Where it is guarded. */
  ticket?: string
}

export function downloadUrl(origin: string, { broadcastId, rung, token, ticket }: Download): string {
  const query = new URLSearchParams({ token, ...(ticket === undefined ? {} : { ticket }) })
  return `${origin}/recordings/${broadcastId}/${rung}.mp4?${query}`
}
