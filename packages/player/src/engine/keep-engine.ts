/** Keeps an engine running: one that breaks is replaced by a new one, with the newest ticket, at the live edge. */

import { backoffMs } from '../backoff.ts'
export type KeptEngine<E> = {
  current(): E | null
  /** Starts anew now, for a playlist that has moved. */
  replace(): void
  /** All is well: the next failure is the first one again. */
  isWell(): void
  stop(): void
}

/** Decoding that breaks this often in a row will not come right; the network may, for as long as somebody watches. */
const MOST_MEDIA_FAILURES = 4

export function keepEngine<E extends { stop(): void }>(options: {
  /** `onBroken` is for this engine alone; a later engine has its own. */
  start: (onBroken: (from: 'network' | 'media') => void) => Promise<E | null>
  /** The picture is still there: what holds it can be made now. */
  onRecovering: (from: 'network' | 'media') => void
  onFatal: (reason: 'not-supported' | 'media' | 'network') => void
}): KeptEngine<E> {
  let engine: E | null = null
  let failures = 0
  let mediaFailures = 0
  let generation = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let isStopped = false

  async function begin(): Promise<void> {
    generation += 1
    const mine = generation
    const isMine = () => mine === generation && !isStopped
    const started = await options
      .start((from) => {
        if (isMine()) broken(from)
      })
      .catch(() => 'not-loaded' as const) // the engine's own code could not be fetched
    if (!isMine()) {
      if (started !== 'not-loaded') started?.stop()
    } else if (started === 'not-loaded') broken('network')
    else if (started === null) options.onFatal('not-supported')
    else engine = started
  }

  function end(): void {
    generation += 1
    clearTimeout(timer)
    engine?.stop()
    engine = null
  }

  function broken(from: 'network' | 'media'): void {
    mediaFailures += from === 'media' ? 1 : 0
    if (mediaFailures > MOST_MEDIA_FAILURES) {
      end()
      options.onFatal('media')
      return
    }
    options.onRecovering(from)
    end()
    const waitMs = backoffMs({ attempt: failures, firstMs: 500, mostMs: 10_000, random: Math.random() })
    failures += 1
    timer = setTimeout(() => void begin(), waitMs)
  }

  void begin()
  return {
    current: () => engine,
    replace() {
      if (isStopped) return
      end()
      void begin()
    },
    isWell() {
      failures = 0
      mediaFailures = 0
    },
    stop() {
      isStopped = true
      end()
    },
  }
}
