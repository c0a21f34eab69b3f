/** Puts one ffmpeg run's tracks together: a segment comes out when every rung has its pictures and the sound has got there. */

import type { TrackSink } from '../http/upload-listener.ts'
import { BrokenMediaError } from '../mp4/boxes.ts'
import { AUDIO_RUNG, RUN_START_SECONDS } from '../transcode/ladder.ts'
import { alignmentSeconds, type Cut, CutRule, countGroups } from './cut-rule.ts'
import { MpjpegReader } from './mpjpeg.ts'
import { PictureTrack } from './picture-track.ts'
import { SegmentWriter } from './segment-writer.ts'
import { SoundTrack } from './sound-track.ts'

/** One segment in one rung. */
export type RungPart = {
  init: Buffer
  bytes: Buffer
  /** The first so many bytes are the picture's fragments; the rest is sound. */
  videoBytes: number
}
/** One segment in every rung. */
export type SegmentSet = {
  parts: Map<string, RungPart>
  /** The run's own clock, RUN_START_SECONDS at the first key frame. The same in all rungs. */
  startSeconds: number
  durationSeconds: number
}

export type SegmentIntakeOptions = {
  /** Video rungs in the plan's order; the first is the reference. None: an audio-only broadcast. */
  rungs: readonly string[]
  hasAudio: boolean
  segmentSeconds: number
  /** Where the run clock's RUN_START_SECONDS is on the broadcast's timeline. */
  startSeconds: number
  onSegment(set: SegmentSet): void
  onPicture(jpeg: Buffer): void
  /** Called at most once; nothing follows it. */
  onBroken(reason: string): void
}

/** How long a whole picture may wait for its sound before it goes out with silence. */
const SOUND_PATIENCE_MS = 1000
const MOST_WAITING_BYTES = 134_217_728
/** Sound after the last picture of a run that goes out with it. */
const LAST_SOUND_SECONDS = 0.1

export class SegmentIntake {
  readonly #options: SegmentIntakeOptions
  readonly #rungs = new Map<string, PictureTrack>()
  readonly #sound: SoundTrack | null
  readonly #writer: SegmentWriter
  readonly #rule: CutRule
  #cuts: Cut[] = []
  #state: 'running' | 'ended' | 'broken' = 'running'
  #patience: NodeJS.Timeout | undefined
  /** The segment whose sound has been waited for long enough. */
  #unheard: Cut | null = null

  constructor(options: SegmentIntakeOptions) {
    this.#options = options
    this.#rule = new CutRule(options.segmentSeconds)
    for (const [i, name] of options.rungs.entries()) {
      const onGroup = (group: Cut) => {
        if (i === 0) this.#cuts.push(...this.#rule.add(group))
        this.#release()
      }
      this.#rungs.set(name, new PictureTrack(onGroup))
    }
    this.#sound = options.hasAudio ? new SoundTrack(() => this.#hear()) : null
    this.#writer = new SegmentWriter(options.startSeconds - RUN_START_SECONDS)
  }

  /** The sink of a track that ffmpeg was told to write: a rung's name, `audio` or `pictures`. */
  open(track: string): TrackSink | null {
    const rung = this.#rungs.get(track)
    if (rung) return this.#guard(track, rung, (isWhole) => rung.end(isWhole))
    const sound = this.#sound
    if (track === AUDIO_RUNG && sound) return this.#guard(track, sound, () => this.#endSound(sound))
    const pictures = new MpjpegReader((jpeg) => this.#options.onPicture(jpeg))
    return track === 'pictures' ? this.#guard(track, pictures, () => {}) : null
  }

  /** After the run's uploads have ended: gives out what is complete, as a last, short segment. */
  end(): void {
    if (this.#state !== 'running') return
    if (this.#sound) this.#sound.isEnded = true
    this.#attempt('end', () => {
      this.#release()
      this.#releaseLast()
    })
    this.#stop('ended')
  }

  #guard(track: string, reader: { push(bytes: Buffer): void }, onEnd: (isWhole: boolean) => void): TrackSink {
    return {
      write: (bytes) => this.#attempt(track, () => reader.push(bytes)),
      end: (isWhole) => this.#attempt(track, () => onEnd(isWhole)),
    }
  }

  /** What a track does wrong ends the run, and nothing else: other broadcasts live in this process. */
  #attempt(track: string, step: () => void): void {
    if (this.#state !== 'running') return
    try {
      step()
    } catch (error) {
      this.#stop('broken')
      this.#options.onBroken(`${track}: ${describe(error)}`)
    }
  }

  #stop(state: 'ended' | 'broken'): void {
    this.#state = state
    clearTimeout(this.#patience)
    this.#cuts = []
    for (const rung of this.#rungs.values()) rung.groups.length = 0
  }

  #endSound(sound: SoundTrack): void {
    sound.isEnded = true
    this.#release()
  }

  #hear(): void {
    if (this.#rungs.size === 0) this.#cutSound()
    this.#release()
  }

  /** With no picture, each segment ends with the first frame that makes it long enough. */
  #cutSound(): void {
    const startSeconds = this.#sound?.startSeconds ?? null
    if (startSeconds === null || this.#cuts.length > 0) return
    const endSeconds = startSeconds + this.#options.segmentSeconds
    if (this.#sound?.hasReached(endSeconds)) this.#cuts.push({ startSeconds, endSeconds })
  }

  #release(): void {
    for (let cut = this.#cuts[0]; cut; cut = this.#cuts[0]) {
      const counts = this.#countAll(cut.endSeconds)
      if (counts === 'overshot') throw new BrokenMediaError('key frames that only some rungs have')
      if (!counts || !this.#hasSound(cut)) break
      this.#cuts.shift()
      this.#emit(cut, counts, cut.endSeconds)
    }
    const waitingBytes = [...this.#rungs.values()].reduce((sum, rung) => sum + rung.waitingBytes, 0)
    if (waitingBytes > MOST_WAITING_BYTES) throw new BrokenMediaError('rungs too far apart')
  }

  /** How many groups each rung has in a segment that ends there; null while one does not reach that far. */
  #countAll(endSeconds: number): Map<string, number> | 'overshot' | null {
    const counts = new Map<string, number>()
    for (const [name, { groups }] of this.#rungs) {
      const count = countGroups(groups, endSeconds)
      if (count === 'overshot') return count
      if (count !== null) counts.set(name, count)
    }
    return counts.size === this.#rungs.size ? counts : null
  }

  #hasSound(cut: Cut): boolean {
    const sound = this.#sound
    if (!sound || sound.isEnded || sound.hasReached(cut.endSeconds) || this.#unheard === cut) return true
    this.#patience ??= setTimeout(() => {
      this.#patience = undefined
      this.#unheard = this.#cuts[0] ?? null
      this.#attempt('audio', () => this.#release())
    }, SOUND_PATIENCE_MS)
    return false
  }

  /** `soundUntil` is later than the cut's end where the run ends with it. */
  #emit(cut: Cut, counts: ReadonlyMap<string, number>, soundUntil: number): void {
    clearTimeout(this.#patience)
    this.#patience = undefined
    const [reference] = this.#rungs.values()
    const startSeconds = reference?.groups[0]?.startSeconds ?? this.#sound?.startSeconds ?? cut.startSeconds
    this.#checkAlignment()
    const pictures = [...this.#rungs].map(([name, track]) => {
      return { name, init: track.init, groups: track.groups.splice(0, counts.get(name) ?? 0) }
    })
    if (this.#sound && !this.#sound.init) this.#sound.startSilent()
    const sound = this.#sound?.takeUntil(soundUntil, startSeconds) ?? null
    const parts = this.#writer.write({ startSeconds, pictures, sound, soundInit: this.#sound?.init ?? null })
    const endSeconds = reference ? cut.endSeconds : (this.#sound?.startSeconds ?? cut.endSeconds)
    this.#options.onSegment({ parts, startSeconds, durationSeconds: endSeconds - startSeconds })
  }

  #checkAlignment(): void {
    const [reference] = [...this.#rungs.values()].map(({ groups }) => groups[0])
    for (const [name, { groups }] of this.#rungs) {
      const [first] = groups
      if (!reference || !first) continue
      if (Math.abs(first.startSeconds - reference.startSeconds) > alignmentSeconds(reference, first)) {
        throw new BrokenMediaError(`the key frames of ${name} are not where the others are`)
      }
    }
  }

  /** The longest segment that every rung has, out of what is left. */
  #releaseLast(): void {
    const [reference] = this.#rungs.values()
    if (!reference) {
      const startSeconds = this.#sound?.startSeconds ?? null
      const endSeconds = this.#sound?.reachedSeconds ?? 0
      if (startSeconds !== null && endSeconds > startSeconds)
        this.#emit({ startSeconds, endSeconds }, new Map(), endSeconds)
      return
    }
    const last = reference.groups.at(-1)
    const startSeconds = reference.groups[0]?.startSeconds
    if (!last || startSeconds === undefined) return
    const isWhole = this.#cuts.length === 0 && [...this.#rungs.values()].every((rung) => rung.isWhole)
    const everything = new Map([...this.#rungs].map(([name, { groups }]) => [name, groups.length]))
    const ends = reference.groups.map(({ endSeconds }) => endSeconds).reverse()
    const shared = ends.map((endSeconds) => ({ endSeconds, counts: this.#countAll(endSeconds) }))
    const complete = shared.find(({ counts }) => counts instanceof Map)
    // The last pictures of a run have no others behind them to say how long they stand: whole rungs may end apart.
    if (isWhole && ![...everything.values()].includes(0)) {
      const soundEnd = Math.min(this.#sound?.reachedSeconds ?? 0, last.endSeconds + LAST_SOUND_SECONDS)
      this.#emit({ startSeconds, endSeconds: last.endSeconds }, everything, Math.max(last.endSeconds, soundEnd))
    } else if (complete?.counts instanceof Map) {
      const { endSeconds, counts } = complete
      this.#emit({ startSeconds, endSeconds }, counts, endSeconds)
    }
  }
}

/** A mistake of ours is to be found by where it was made. */
function describe(error: unknown): string {
  if (error instanceof BrokenMediaError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
