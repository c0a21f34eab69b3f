/** Keeps one part of Shoal running: what is wanted is kept apart from what is, so a stop and a death are different facts. */

import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '../operator-error.ts'
import type { ChildExit, RunningChild } from './child.ts'

export type PartState = 'down' | 'starting' | 'running' | 'waiting' | 'stopping'

export type PartEvent =
  | { kind: 'started'; pid: number | undefined }
  | { kind: 'stopped' }
  | { kind: 'died'; exit: ChildExit; againInMs: number }
  | { kind: 'gave-up'; exit: ChildExit; refused: boolean }

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5000
/** A part that dies sooner than this died at once. */
const AT_ONCE_MS = 5000
/** Of a part that has never been ready. */
const DEATHS_AT_ONCE = 5

export class SupervisedPart {
  readonly name: string
  readonly #start: () => Promise<RunningChild>
  readonly #onEvent: (event: PartEvent) => void
  #wanted: 'running' | 'stopped' = 'stopped'
  #actual: PartState = 'down'
  #child: RunningChild | undefined
  #pause: AbortController | undefined
  #life: Promise<void> | undefined
  #freshStart = false
  #hasBeenReady = false

  constructor(name: string, start: () => Promise<RunningChild>, onEvent: (event: PartEvent) => void) {
    this.name = name
    this.#start = start
    this.#onEvent = onEvent
  }

  get state(): PartState {
    return this.#actual
  }

  start(): void {
    this.#wanted = 'running'
    this.#life ??= this.#live()
  }

  /** It has become ready: from now on it is started again for as long as it is wanted, however it ends. */
  noteReady(): void {
    this.#hasBeenReady = true
  }

  /** Ends this run; the next one follows without a pause. */
  async restart(graceMs: number): Promise<void> {
    if (this.#wanted === 'stopped') return
    this.#freshStart = true
    this.#pause?.abort()
    await this.#child?.stop(graceMs)
  }

  /** SIGTERM, then after `graceMs` SIGKILL to all it started. Resolves when it is gone. */
  async stop(graceMs: number): Promise<void> {
    this.#wanted = 'stopped'
    if (this.#actual === 'running') this.#actual = 'stopping'
    this.#pause?.abort()
    await this.#child?.stop(graceMs)
    await this.#life
  }

  #isWanted(): boolean {
    return this.#wanted === 'running'
  }

  async #live(): Promise<void> {
    for (let deaths = 0; this.#isWanted(); ) {
      const begun = performance.now()
      const exit = await this.#runOnce()
      if (!this.#isWanted()) break
      if (this.#freshStart) {
        this.#freshStart = false
        deaths = 0
        continue
      }
      deaths = performance.now() - begun < AT_ONCE_MS ? deaths + 1 : 1
      // a server that says one sentence and exits 1 has looked at its settings: asking again changes nothing. Later it
      // speaks of what passes, a database that is away or a full disk, and the other parts' broadcasts go on meanwhile
      const refused = exit.refusal !== undefined
      if (!this.#hasBeenReady && (refused || deaths >= DEATHS_AT_ONCE)) {
        this.#wanted = 'stopped'
        this.#actual = 'down'
        this.#onEvent({ kind: 'gave-up', exit, refused })
        return
      }
      const againInMs = Math.min(FIRST_PAUSE_MS * 2 ** (deaths - 1), LONGEST_PAUSE_MS)
      this.#actual = 'waiting'
      this.#onEvent({ kind: 'died', exit, againInMs })
      this.#pause = new AbortController()
      await sleep(againInMs, undefined, { signal: this.#pause.signal }).catch(() => undefined)
    }
    this.#actual = 'down'
    this.#onEvent({ kind: 'stopped' })
  }

  async #runOnce(): Promise<ChildExit> {
    this.#actual = 'starting'
    try {
      this.#child = await this.#start()
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { how: 'not started', lastLine: message, refusal: error instanceof OperatorError ? message : undefined }
    }
    this.#actual = 'running'
    this.#onEvent({ kind: 'started', pid: this.#child.pid })
    // a stop that came while it was being started has seen no child
    if (!this.#isWanted()) await this.#child.stop(0)
    const exit = await this.#child.exited
    this.#child = undefined
    return exit
  }
}
