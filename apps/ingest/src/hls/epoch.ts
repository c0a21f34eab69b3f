/** One ladder's time in a broadcast: a window for each rung, and the multivariant playlist that never changes. */

import { createHash } from 'node:crypto'
import { contentHash } from '@shoal/protocol/content-hash'
import { bandwidthOf } from '../transcode/ffmpeg-arguments.ts'
import type { LadderPlan, PlannedRung } from '../transcode/ladder.ts'
import { CachedPlaylist } from './cached-playlist.ts'
import { readCodecs } from '../mp4/codecs.ts'
import { buildMultivariantPlaylist, type VariantRung } from './playlists.ts'
import type { SegmentSet } from './segment-intake.ts'
import { type InitSegment, SegmentWindow, type WindowOptions } from './window.ts'

export type AppendedSegment = {
  set: SegmentSet
  number: number
  programDateTimeMs: number
  isDiscontinuity: boolean
}

export class Epoch {
  readonly number: number
  readonly plan: LadderPlan
  readonly #segmentSeconds: number
  readonly #windows: Map<string, SegmentWindow>
  #variants: VariantRung[] | null = null
  #multivariant: CachedPlaylist | null = null

  constructor(number: number, plan: LadderPlan, options: WindowOptions) {
    this.number = number
    this.plan = plan
    this.#segmentSeconds = options.segmentSeconds
    this.#windows = new Map(plan.rungs.map(({ name }) => [name, new SegmentWindow(options)]))
  }

  /** Null until the first segment is there: its init segments say what the codecs are. */
  get multivariant(): CachedPlaylist | null {
    return this.#multivariant
  }

  get variants(): VariantRung[] | null {
    return this.#variants
  }

  window(rung: string): SegmentWindow | null {
    const window = this.#windows.get(rung)
    return window && this.#multivariant ? window : null
  }

  append({ set, ...listed }: AppendedSegment): void {
    this.#freeze(set)
    for (const [rung, part] of set.parts) {
      const init: InitSegment = { hash: hashOf(part.init), bytes: part.init }
      this.#windows.get(rung)?.append({
        ...listed,
        hash: hashOf(part.bytes),
        initHash: init.hash,
        durationSeconds: part.durationSeconds,
        bytes: part.bytes,
        init,
        isFetched: false,
      })
    }
  }

  end(): void {
    for (const window of this.#windows.values()) window.end()
  }

  get bytes(): number {
    return [...this.#windows.values()].reduce((sum, window) => sum + window.bytes, 0)
  }

  #freeze(set: SegmentSet): void {
    if (this.#variants) return
    this.#variants = this.plan.rungs.map((rung) => this.#describe(rung, set.parts.get(rung.name)?.init))
    this.#multivariant = new CachedPlaylist(buildMultivariantPlaylist(this.#variants))
  }

  #describe(rung: PlannedRung, init: Buffer | undefined): VariantRung {
    const codecs = init ? readCodecs(init) : { video: null, audio: null }
    return {
      name: rung.name,
      width: rung.video?.width ?? null,
      height: rung.video?.height ?? null,
      frameRate: rung.video && this.plan.frameRate !== null ? this.plan.frameRate.toFixed(3) : null,
      videoCodec: codecs.video,
      audioCodec: codecs.audio,
      ...bandwidthOf(rung, this.#segmentSeconds),
    }
  }
}

function hashOf(bytes: Buffer): string {
  return contentHash(createHash('sha256').update(bytes).digest())
}
