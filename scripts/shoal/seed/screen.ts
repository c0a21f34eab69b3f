/** What the person at the shell sees of a seeder: one line that is kept fresh, or a line now and then for a log. */

import type { SeedFigures, SeedLimits } from './seed-broadcast.ts'

/** `limits` are for what is still to be given. */
export type ScreenFigures = SeedFigures & { givenBytes: number; limits: SeedLimits }

export type Screen = {
  /** What the line is made of from now on; null is nothing to tell. */
  show(read: (() => ScreenFigures) | null): void
  say(sentence: string): void
  close(): void
}

type Output = Pick<NodeJS.WriteStream, 'write' | 'isTTY'>

const REFRESH_MS = 1000
const LOG_MS = 10_000
const CLEAR_LINE = '\r\u001b[K'

export function startScreen(output: Output): Screen {
  let read: (() => ScreenFigures) | null = null
  let last = { givenBytes: 0, atMs: performance.now() }

  function refresh(): void {
    if (!read) return
    const figures = read()
    const nowMs = performance.now()
    const kbps = ((figures.givenBytes - last.givenBytes) * 8) / Math.max(1, nowMs - last.atMs)
    last = { givenBytes: figures.givenBytes, atMs: nowMs }
    const line = describeFigures({ ...figures, kbps })
    output.write(output.isTTY ? `${CLEAR_LINE}${line}` : `${line}\n`)
  }

  const timer = setInterval(refresh, output.isTTY ? REFRESH_MS : LOG_MS)
  return {
    show(newer) {
      read = newer
    },
    say(sentence) {
      output.write(`${output.isTTY ? CLEAR_LINE : ''}${sentence}\n`)
    },
    close: () => clearInterval(timer),
  }
}

export function describeFigures(given: ScreenFigures & { kbps: number }): string {
  const { givenBytes, kbps, peers, place, isP2pGood, limits } = given
  return [
    `given ${megabytes(givenBytes)}`,
    `${Math.round(kbps)} kbit/s${limits.kbps === null ? '' : ` of ${limits.kbps}`}`,
    isP2pGood ? `${peers} ${peers === 1 ? 'peer' : 'peers'}` : 'no peers: the server has P2P off for now',
    describePlace(place),
    ...(limits.bytes === null ? [] : [`${megabytes(limits.bytes)} left`]),
  ].join(' · ')
}

function describePlace(place: SeedFigures['place']): string {
  if ('held' in place) return `${place.held} of ${place.segments} segments here`
  return place.latencyMs === undefined ? 'no segment yet' : `${(place.latencyMs / 1000).toFixed(1)} s behind`
}

export function megabytes(bytes: number): string {
  return `${(Math.max(0, bytes) / 1e6).toFixed(1)} MB`
}
