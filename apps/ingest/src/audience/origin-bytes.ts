/** Sums what the origin really wrote and what the encoder made, in ten-second slots, and hands the sums on. */

import type { OriginRollupRow } from '@shoal/db/roll-ups'

/** `past` is rewind and recordings, which no swarm shares. */
export type ByteKind = 'first' | 'repeat' | 'init' | 'playlist' | 'past'
export type RungAddress = { broadcastId: string; epoch: number; rung: string }

/** The multivariant playlist belongs to no rung. */
export const ALL_RUNGS = 'all'
const SLOT_MS = 10_000
const COLUMNS = {
  first: 'firstBytes',
  repeat: 'repeatBytes',
  init: 'initBytes',
  playlist: 'playlistBytes',
  past: 'pastBytes',
} as const

export class OriginBytes {
  #rows = new Map<string, Required<OriginRollupRow>>()

  /** @param seconds media seconds in them, for segments of the live window */
  addServed(at: RungAddress, kind: ByteKind, bytes: number, seconds = 0): void {
    const row = this.#row(at)
    row[COLUMNS[kind]] += bytes
    if (kind === 'first' || kind === 'repeat') row.servedSeconds += seconds
  }

  addRequest(at: RungAddress): void {
    this.#row(at).requests += 1
  }

  addProduced(at: RungAddress, bytes: number, seconds: number): void {
    const row = this.#row(at)
    row.producedBytes += bytes
    row.producedSeconds += seconds
  }

  /** What came together since the last call. The database adds it to what it has. */
  take(): Required<OriginRollupRow>[] {
    const rows = [...this.#rows.values()]
    this.#rows = new Map()
    return rows
  }

  #row({ broadcastId, epoch, rung }: RungAddress): Required<OriginRollupRow> {
    const slotMs = Math.floor(Date.now() / SLOT_MS) * SLOT_MS
    const key = `${broadcastId} ${epoch} ${rung} ${slotMs}`
    const known = this.#rows.get(key)
    if (known) return known
    const row = {
      ...{ broadcastId, epoch, rung, at: new Date(slotMs), requests: 0 },
      ...{ firstBytes: 0, repeatBytes: 0, initBytes: 0, playlistBytes: 0, pastBytes: 0 },
      ...{ servedSeconds: 0, producedBytes: 0, producedSeconds: 0 },
    }
    this.#rows.set(key, row)
    return row
  }
}
