/** Asks for a live playlist before its next segment is there, so that it is seen the moment it is listed. */

import type {
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderResponse,
  LoaderStats,
  PlaylistLoaderConstructor,
  PlaylistLoaderContext,
} from 'hls.js'
import { type LiveEdge, readLiveEdge } from './live-edge.ts'

type Callbacks = LoaderCallbacks<PlaylistLoaderContext>
/** What is known of one rung's playlist; `isMoving` is false while its last answer told nothing new. */
type KnownEdge = LiveEdge & { isMoving: boolean }

const DIRECTIVE = '_HLS_msn'
/** The origin holds an answer for 3 target durations, and then says 503. */
const MOST_HELD_TARGETS = 3
const ANSWER_MS = 1500

/**
 * Blocking playlist reload (RFC 8216bis, 6.2.5.2) that hls.js does not know of. Its own would put the directive into the
 * playlist's URL, which is all that the engine knows a rung by.
 *
 * An answer that is refused or late is asked for plainly at once, within the same load, so hls.js sees no error. One
 * that brings nothing new (the broadcast is interrupted, or the origin cannot hold) is asked for plainly, at hls.js' own
 * pace, until there is something new.
 */
export function createHoldingLoader(options: {
  /** Told ahead of hls.js, which decides where to start by it. */
  onTargetSeconds: (seconds: number) => void
}): PlaylistLoaderConstructor {
  const edges = new Map<string, KnownEdge>()
  const { onTargetSeconds } = options

  return class implements Loader<PlaylistLoaderContext> {
    readonly #config: HlsConfig
    #inner: Loader<LoaderContext>
    context: PlaylistLoaderContext | null = null

    constructor(config: HlsConfig) {
      this.#config = config
      this.#inner = this.#createInner()
    }

    get stats(): LoaderStats {
      return this.#inner.stats
    }

    load(context: PlaylistLoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
      this.context = context
      const edge = edges.get(context.url)
      if (!edge?.isMoving) {
        this.#ask(context.url, config, callbacks)
        return
      }
      const askPlainly = () => {
        this.#inner.destroy() // it can only be used once
        this.#inner = this.#createInner()
        this.#ask(context.url, config, callbacks)
      }
      const heldUrl = withDirective(context.url, edge.nextNumber)
      this.#ask(heldUrl, patient(config, edge), { ...callbacks, onError: askPlainly, onTimeout: askPlainly })
    }

    abort(): void {
      this.#inner.abort()
    }

    destroy(): void {
      this.#inner.destroy()
    }

    getCacheAge(): number | null {
      return this.#inner.getCacheAge?.() ?? null
    }

    getResponseHeader(name: string): string | null {
      return this.#inner.getResponseHeader?.(name) ?? null
    }

    #createInner(): Loader<LoaderContext> {
      return new this.#config.loader(this.#config)
    }

    #ask(url: string, config: LoaderConfiguration, callbacks: Callbacks): void {
      const { context } = this
      if (!context) return
      const { onSuccess, onError, onTimeout, onAbort, onProgress } = callbacks
      this.#inner.load({ ...context, url }, config, {
        onSuccess(response, stats, _, details) {
          const edge = note(context.url, response)
          const answer = { ...response, url: response.url === url ? context.url : withoutDirective(response.url) }
          onSuccess(answer, edge?.isMoving ? askedOneTargetAgo(stats, edge) : stats, context, details)
        },
        onError: (error, _, details, stats) => onError(error, context, details, stats),
        onTimeout: (stats, _, details) => onTimeout(stats, context, details),
        ...(onAbort && { onAbort: (stats, _, details) => onAbort(stats, context, details) }),
        ...(onProgress && { onProgress: (stats, _, data, details) => onProgress(stats, context, data, details) }),
      })
    }
  }

  function note(url: string, { data }: LoaderResponse): KnownEdge | null {
    const edge = typeof data === 'string' ? readLiveEdge(data) : null
    const before = edges.get(url)
    edges.delete(url)
    if (!edge) return null
    const known = { ...edge, isMoving: before === undefined || edge.nextNumber > before.nextNumber }
    edges.set(url, known)
    onTargetSeconds(edge.targetSeconds)
    return known
  }
}

/** hls.js asks again one target duration after the last request was made, so this has it ask at once. */
function askedOneTargetAgo(stats: LoaderStats, { targetSeconds }: LiveEdge): LoaderStats {
  const { loading } = stats
  return { ...stats, loading: { ...loading, start: Math.min(loading.start, loading.first - targetSeconds * 1000) } }
}

function patient(config: LoaderConfiguration, { targetSeconds }: LiveEdge): LoaderConfiguration {
  const timeout = MOST_HELD_TARGETS * targetSeconds * 1000 + ANSWER_MS
  const loadPolicy = { ...config.loadPolicy, maxTimeToFirstByteMs: timeout, maxLoadTimeMs: timeout }
  return { ...config, timeout, loadPolicy }
}

function withDirective(url: string, number: number): string {
  const asked = new URL(url)
  asked.searchParams.set(DIRECTIVE, String(number))
  return asked.href
}

/** What a redirection led to. */
function withoutDirective(url: string): string {
  if (!url.includes(DIRECTIVE)) return url
  const answered = new URL(url)
  answered.searchParams.delete(DIRECTIVE)
  return answered.href
}
