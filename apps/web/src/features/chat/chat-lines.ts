/** The lines that a page shows of a chat: a window of bounded length, which follows the newest or stays in the past. */

import type { ChatLine } from '@shoal/protocol/chat'

export const MAX_SHOWN_LINES = 250

export type ChatLines = {
  /** In order, each once. */
  shown: readonly ChatLine[]
  hasOlder: boolean
  /** True while the window is in the past; then new lines are only counted. */
  hasNewer: boolean
  /** The newest id heard of. */
  newest: number
}

export const NO_LINES: ChatLines = { shown: [], hasOlder: false, hasNewer: false, newest: 0 }

export function addNewest(lines: ChatLines, fresh: readonly ChatLine[]): ChatLines {
  const newest = Math.max(lines.newest, ...fresh.map(({ id }) => id))
  if (lines.hasNewer) return { ...lines, newest }
  const shown = merge(lines.shown, fresh)
  const kept = shown.slice(-MAX_SHOWN_LINES)
  return { shown: kept, newest, hasNewer: false, hasOlder: lines.hasOlder || kept.length < shown.length }
}

export function addOlder(lines: ChatLines, older: readonly ChatLine[], hasMore: boolean): ChatLines {
  const shown = merge(older, lines.shown)
  const kept = shown.slice(0, MAX_SHOWN_LINES)
  return { ...lines, shown: kept, hasOlder: hasMore, hasNewer: lines.hasNewer || kept.length < shown.length }
}

/** The next page towards the present. */
export function addNewer(lines: ChatLines, newer: readonly ChatLine[], hasMore: boolean): ChatLines {
  const shown = merge(lines.shown, newer)
  const kept = shown.slice(-MAX_SHOWN_LINES)
  const last = kept.at(-1)?.id ?? 0
  return {
    ...{ shown: kept, newest: Math.max(lines.newest, last), hasNewer: hasMore || last < lines.newest },
    hasOlder: lines.hasOlder || kept.length < shown.length,
  }
}

export function removeLines(lines: ChatLines, isGone: (line: ChatLine) => boolean): ChatLines {
  return { ...lines, shown: lines.shown.filter((line) => !isGone(line)) }
}

/** Both in order; nearly always the one comes after the other. */
function merge(first: readonly ChatLine[], second: readonly ChatLine[]): ChatLine[] {
  const last = first.at(-1)?.id ?? 0
  const next = second[0]?.id ?? Number.POSITIVE_INFINITY
  if (last < next) return [...first, ...second]
  const byId = new Map([...first, ...second].map((line) => [line.id, line]))
  return [...byId.values()].toSorted((a, b) => a.id - b.id)
}
