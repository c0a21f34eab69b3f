/** The segments that this viewer holds for itself and for others, by time behind the playhead. */

import type { SegmentStorage } from 'p2p-media-loader-core'
import { STORE_BEHIND_SECONDS, STORE_MOST_MIB } from './settings.ts'

type StoredSegment = { streamId: string; segmentId: number; data: ArrayBuffer; endSeconds: number }

const BYTES_PER_MIB = 1_048_576

/**
 * Follows the loader's storage interface. The loader's own store keeps a segment only as long behind the playhead as
 * its high-demand window is wide, so the window that makes peers useful would leave them nothing to share.
 */
export class SegmentStore implements SegmentStorage {
  readonly #segments = new Map<string, StoredSegment>()
  #positionSeconds = 0
  #onChange: (streamId: string) => void = () => {}

  async initialize(): Promise<void> {}

  onPlaybackUpdated(positionSeconds: number): void {
    this.#positionSeconds = positionSeconds
  }

  onSegmentRequested(): void {}

  async storeSegment(
    _swarmId: string,
    streamId: string,
    segmentId: number,
    data: ArrayBuffer,
    _startSeconds: number,
    endSeconds: number,
  ): Promise<void> {
    this.#segments.set(keyOf(streamId, segmentId), { streamId, segmentId, data, endSeconds })
    this.#dropOld()
    this.#onChange(streamId)
  }

  async getSegmentData(_swarmId: string, streamId: string, segmentId: number): Promise<ArrayBuffer | undefined> {
    return this.#segments.get(keyOf(streamId, segmentId))?.data
  }

  hasSegment(_swarmId: string, streamId: string, segmentId: number): boolean {
    return this.#segments.has(keyOf(streamId, segmentId))
  }

  getStoredSegmentIds(_swarmId: string, streamId: string): number[] {
    return [...this.#segments.values()].filter((one) => one.streamId === streamId).map((one) => one.segmentId)
  }

  /** The loader stops asking peers at 95 %: only what lies ahead counts, the rest can make room. */
  getUsage(): { totalCapacity: number; usedCapacity: number } {
    const ahead = [...this.#segments.values()].filter((one) => one.endSeconds >= this.#positionSeconds)
    return { totalCapacity: STORE_MOST_MIB, usedCapacity: bytesOf(ahead) / BYTES_PER_MIB }
  }

  setSegmentChangeCallback(callback: (streamId: string) => void): void {
    this.#onChange = callback
  }

  destroy(): void {
    this.#segments.clear()
    this.#onChange = () => {}
  }

  #dropOld(): void {
    const oldestFirst = [...this.#segments].sort(([, a], [, b]) => a.endSeconds - b.endSeconds)
    let bytes = bytesOf(this.#segments.values())
    for (const [key, { endSeconds, data }] of oldestFirst) {
      const isOld = endSeconds < this.#positionSeconds - STORE_BEHIND_SECONDS
      const isTooMuch = bytes > STORE_MOST_MIB * BYTES_PER_MIB && endSeconds < this.#positionSeconds
      if (!isOld && !isTooMuch) return
      this.#segments.delete(key)
      bytes -= data.byteLength
    }
  }
}

function keyOf(streamId: string, segmentId: number): string {
  return `${streamId}|${segmentId}`
}

function bytesOf(segments: Iterable<StoredSegment>): number {
  let bytes = 0
  for (const { data } of segments) bytes += data.byteLength
  return bytes
}
