/** Looks which rungs a broadcast or a recording has, and what the wanted one lists. */

import { setTimeout as wait } from 'node:timers/promises'
import { rungNameOf } from '@shoal/player/engine/qualities'
import { type MediaPlaylist, parseMediaPlaylist, parseMultivariant } from '@shoal/player/headless/media-playlist'
import { OperatorError } from '../../operator-error.ts'

const TRIES = 5
const AGAIN_MS = 1000

/** Without a name it is the first one listed. Null when the playlists cannot be had. */
export async function findRung(options: {
  playlistUrl: string
  rung: string | undefined
  signal: AbortSignal
}): Promise<{ rung: string; playlist: MediaPlaylist } | null> {
  for (let tries = 1; tries <= TRIES && !options.signal.aborted; tries++) {
    const found = await look(options).catch((error: unknown) => {
      if (error instanceof OperatorError) throw error
      return null
    })
    if (found) return found
    await wait(AGAIN_MS, undefined, { signal: options.signal }).catch(() => undefined)
  }
  return null
}

async function look({ playlistUrl, rung, signal }: Parameters<typeof findRung>[0]) {
  const named = parseMultivariant(await read(playlistUrl, signal), playlistUrl).map(({ url }) => ({
    ...{ url, name: rungNameOf(url) ?? '' },
  }))
  if (named.length === 0) return null
  const chosen = rung === undefined ? named[0] : named.find(({ name }) => name === rung)
  if (!chosen) {
    const names = named.map(({ name }) => name).join(', ')
    throw new OperatorError(`The broadcast has no rung ${rung}: it has ${names}.`)
  }
  return { rung: chosen.name, playlist: parseMediaPlaylist(await read(chosen.url, signal), chosen.url) }
}

async function read(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) })
  if (!response.ok) throw new Error(`the origin answers ${response.status}`)
  return response.text()
}
