/** Takes hls.js' media segments from the delivery, so that peers and the origin look like one patient server to it. */

import type {
  FragmentLoaderConstructor,
  FragmentLoaderContext,
  HlsConfig,
  Loader,
  LoaderCallbacks,
  LoaderConfiguration,
  LoaderContext,
  LoaderStats,
} from 'hls.js'
import type { LoadedSegment } from '../delivery/segment.ts'
import { originTiming } from './origin-timing.ts'

type Callbacks = LoaderCallbacks<FragmentLoaderContext>

export type FragmentSource = {
  /** False for what only the origin has; hls.js' own loader fetches it. */
  isShared(url: string): boolean
  load(url: string, signal: AbortSignal, onOrigin: (bytes: number) => void): Promise<LoadedSegment>
  onLoaded(loaded: LoadedSegment, fragment: { url: string; durationSeconds: number }): void
  /** What hls.js believes of the origin by now, where the delivery does not know better; bits a second. */
  estimatedBitsPerSecond(): number
}

/**
 * hls.js chooses a rung by what its loader measures. It sees how long the origin alone would have taken for the same
 * bytes: the wait for a slow peer must not make it switch down, nor a peer next door make it switch up to a rung that
 * the origin cannot carry. A segment begins to load for it when the origin is asked: until then hls.js does not break it
 * off, and from then on as soon as the origin is too slow (its abandon rule, `abr-controller.ts`).
 */
export function createFragmentLoader(source: FragmentSource): FragmentLoaderConstructor {
  return class implements Loader<FragmentLoaderContext> {
    readonly #config: HlsConfig
    readonly #aborting = new AbortController()
    #callbacks: Callbacks | null = null
    #plain: Loader<LoaderContext> | null = null
    context: FragmentLoaderContext | null = null
    /** hls.js takes it before `load`, and keeps it as the fragment's own. */
    stats: LoaderStats = {
      ...{ aborted: false, loaded: 0, total: 0, retry: 0, chunkCount: 0, bwEstimate: 0 },
      loading: { start: 0, first: 0, end: 0 },
      parsing: { start: 0, end: 0 },
      buffering: { start: 0, first: 0, end: 0 },
    }

    constructor(config: HlsConfig) {
      this.#config = config
    }

    load(context: FragmentLoaderContext, config: LoaderConfiguration, callbacks: Callbacks): void {
      this.context = context
      if (isWholeSegment(context) && source.isShared(context.url)) {
        this.#callbacks = callbacks
        void this.#take(context)
        return
      }
      this.#plain = new this.#config.loader(this.#config)
      this.#plain.stats = this.stats
      this.#plain.load(context, config, aboutContext(callbacks, context))
    }

    abort(): void {
      this.#plain?.abort()
      const { context } = this
      const callbacks = this.#end()
      if (context) callbacks?.onAbort?.(this.stats, context, null)
    }

    destroy(): void {
      this.#plain?.destroy()
      this.#end()
    }

    async #take(context: FragmentLoaderContext): Promise<void> {
      const { stats } = this
      stats.loading.start = Number.POSITIVE_INFINITY
      const onOrigin = (bytes: number) => {
        const nowMs = performance.now()
        stats.loading.start = Math.min(stats.loading.start, nowMs)
        if (bytes > 0) stats.loading.first ||= nowMs
        stats.loaded = bytes
      }
      try {
        const loaded = await source.load(context.url, this.#aborting.signal, onOrigin)
        const callbacks = this.#settle()
        if (!callbacks) return
        const { bytes, originBitsPerSecond } = loaded
        const bitsPerSecond = originBitsPerSecond > 0 ? originBitsPerSecond : source.estimatedBitsPerSecond()
        stats.loading = originTiming({ bytes: bytes.byteLength, bitsPerSecond, endMs: performance.now() })
        Object.assign(stats, { loaded: bytes.byteLength, total: bytes.byteLength })
        source.onLoaded(loaded, { url: context.url, durationSeconds: context.frag.duration })
        callbacks.onProgress?.(stats, context, bytes, null)
        callbacks.onSuccess({ url: context.url, data: bytes, code: 200 }, stats, context, null)
      } catch (error) {
        const text = error instanceof Error ? error.message : String(error)
        this.#settle()?.onError({ code: 0, text }, context, null, stats)
      }
    }

    /** Whoever takes the callbacks is the last to call them. */
    #settle(): Callbacks | null {
      const callbacks = this.#callbacks
      this.#callbacks = null
      return callbacks
    }

    #end(): Callbacks | null {
      const callbacks = this.#settle()
      if (!callbacks) return null
      this.stats.aborted = true
      this.#aborting.abort()
      return callbacks
    }
  }
}

/** hls.js' own loader hands back the context that it was given, and knows no more of it than any loader does. */
function aboutContext(callbacks: Callbacks, context: FragmentLoaderContext): LoaderCallbacks<LoaderContext> {
  const { onSuccess, onError, onTimeout, onAbort, onProgress } = callbacks
  return {
    onSuccess: (response, stats, _, details) => onSuccess(response, stats, context, details),
    onError: (error, _, details, stats) => onError(error, context, details, stats),
    onTimeout: (stats, _, details) => onTimeout(stats, context, details),
    ...(onAbort && { onAbort: (stats, _, details) => onAbort(stats, context, details) }),
    ...(onProgress && { onProgress: (stats, _, data, details) => onProgress(stats, context, data, details) }),
  }
}

function isWholeSegment({ frag, part, rangeEnd }: FragmentLoaderContext): boolean {
  return frag.type === 'main' && frag.sn !== 'initSegment' && part === null && !rangeEnd
}
