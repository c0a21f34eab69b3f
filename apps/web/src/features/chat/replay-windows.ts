/** Which stretches of a recording's chat are kept, and what of them is shown at a moment. */

import type { ChatLine } from '@shoal/protocol/chat'

export const WINDOW_MS = 60_000
const MAX_SHOWN = 150
const BEFORE = 3

/** Some minutes before, for what still stands there, and the one to come. */
export function windowsAround(current: number): number[] {
  return Array.from({ length: BEFORE + 2 }, (_, index) => current - BEFORE + index)
}

/** What had been said by then, in order, the newest of it; not what was fetched for a moment that was left meanwhile. */
export function linesUntil(windows: ReadonlyMap<number, readonly ChatLine[]>, positionMs: number): ChatLine[] {
  return windowsAround(Math.floor(positionMs / WINDOW_MS))
    .flatMap((index) => windows.get(index) ?? [])
    .filter(({ at }) => at <= positionMs)
    .slice(-MAX_SHOWN)
}
