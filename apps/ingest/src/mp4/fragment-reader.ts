/** Reads one track, as fragmented MP4, while it arrives: its init segment first, then fragment after fragment. */

import { BrokenMediaError } from './boxes.ts'
import { type Fragment, readFragment } from './fragment.ts'
import { type TopLevelBox, TopLevelBoxes } from './top-level-boxes.ts'
import { readTrackInit, type TrackInit, type TrackKind } from './track-init.ts'

type FragmentEvents = {
  onInit(track: TrackInit): void
  onFragment(fragment: Fragment, track: TrackInit): void
}

export class FragmentReader {
  readonly #kind: TrackKind
  readonly #events: FragmentEvents
  readonly #boxes = new TopLevelBoxes((box) => this.#take(box))
  #track: TrackInit | null = null
  #announced: Omit<Fragment, 'media'> | null = null

  constructor(kind: TrackKind, events: FragmentEvents) {
    this.#kind = kind
    this.#events = events
  }

  /** @throws BrokenMediaError, after which it must not be called again */
  push(chunk: Buffer): void {
    this.#boxes.push(chunk)
  }

  #take({ type, chunks, bytes }: TopLevelBox): void {
    if (type === 'moov') this.#start(Buffer.concat(chunks))
    else if (type === 'moof') this.#announce(Buffer.concat(chunks))
    else if (type === 'mdat') this.#complete(chunks, bytes)
  }

  #start(moov: Buffer): void {
    if (this.#track) throw new BrokenMediaError('a second beginning')
    this.#track = readTrackInit(moov, this.#kind)
    this.#events.onInit(this.#track)
  }

  #announce(moof: Buffer): void {
    if (!this.#track || this.#announced) throw new BrokenMediaError('a fragment in the wrong place')
    this.#announced = readFragment(moof, this.#track)
  }

  #complete(media: Buffer[], bytes: number): void {
    const announced = this.#announced
    if (!this.#track || announced?.bytes !== bytes) throw new BrokenMediaError('samples that nothing announced')
    this.#announced = null
    this.#events.onFragment({ ...announced, media }, this.#track)
  }
}
