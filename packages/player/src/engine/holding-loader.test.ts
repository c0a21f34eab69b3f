import Hls, {
  BaseLoader,
  type HlsConfig,
  type LoaderConfiguration,
  LoaderContextType,
  type LoaderStats,
  type PlaylistLoaderContext,
} from 'hls.js'
import { beforeEach, expect, it, vi } from 'vitest'
import { createHoldingLoader } from './holding-loader.ts'

const URL_A = 'https://origin.example/live/b/1/720p/index.m3u8'
const URL_B = 'https://origin.example/live/b/1/360p/index.m3u8'

/** hls.js' own loader with nothing behind it: the test answers. */
class ManualLoader extends BaseLoader {
  isDestroyed = false

  get url(): string {
    return this.context?.url ?? ''
  }

  get timeoutMs(): number | undefined {
    return this.config?.loadPolicy.maxTimeToFirstByteMs
  }

  succeed(data: string, heldMs = 0): void {
    const { context, callbacks, stats } = this
    if (!context) throw new Error('nothing was asked')
    stats.loading.first = stats.loading.start + heldMs
    callbacks?.onSuccess({ url: context.url, data, code: 200 }, stats, context, null)
  }

  fail(code: number): void {
    if (this.context) this.callbacks?.onError({ code, text: '' }, this.context, null, this.stats)
  }

  override loadtimeout(): void {
    super.loadtimeout()
  }

  override destroy(): void {
    super.destroy()
    this.isDestroyed = true
  }

  override getCacheAge(): number {
    return 7
  }

  override getResponseHeader(name: string): string {
    return `${name} of the inner one`
  }

  protected override loadInternal(): void {}
  protected override abortInternal(): void {
    if (this.stats) this.stats.aborted = true
  }
  protected override getNetworkDetails(): null {
    return null
  }
  protected override resetInternalLoader(): void {}
}

const playlist = (from: number, count: number, end = '') =>
  `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${from}\n${'#EXTINF:2.0,\nx.m4s\n'.repeat(count)}${end}`

const policy = { maxTimeToFirstByteMs: 8000, maxLoadTimeMs: 8000, timeoutRetry: null, errorRetry: null }
const loading: LoaderConfiguration = { loadPolicy: policy, timeout: 8000, maxRetry: 0, retryDelay: 0, maxRetryDelay: 0 }
let config: HlsConfig = Hls.DefaultConfig

let asked: ManualLoader[] = []
let targets: number[] = []
let told: { kind: string; url?: string; stats?: LoaderStats; context: PlaylistLoaderContext }[] = []
let HoldingLoader: ReturnType<typeof createHoldingLoader>

vi.stubGlobal('self', globalThis) // what hls.js calls the window

beforeEach(() => {
  asked = []
  targets = []
  told = []
  const inner = class extends ManualLoader {
    constructor() {
      super()
      asked.push(this)
    }
  }
  config = { ...Hls.DefaultConfig, loader: inner }
  HoldingLoader = createHoldingLoader({ onTargetSeconds: (seconds) => targets.push(seconds) })
})

/** As hls.js loads: a loader for each request. */
function load(url: string) {
  const loader = new HoldingLoader(config)
  const context: PlaylistLoaderContext = {
    ...{ url, responseType: 'text', type: LoaderContextType.LEVEL },
    ...{ level: 0, id: 0, deliveryDirectives: null, levelOrTrack: null },
  }
  loader.load(context, loading, {
    onSuccess: (response, stats, of) => told.push({ kind: 'success', url: response.url, stats, context: of }),
    onError: (_error, of) => told.push({ kind: 'error', context: of }),
    onTimeout: (_stats, of) => told.push({ kind: 'timeout', context: of }),
    onAbort: (_stats, of) => told.push({ kind: 'abort', context: of }),
  })
  return { loader, context }
}

const newest = () => asked.at(-1) ?? new ManualLoader()

it('asks for the segment after the newest one, once it knows which that is', () => {
  load(URL_A)
  expect(newest().url).toBe(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_A)
  expect(newest().url).toBe(`${URL_A}?_HLS_msn=51`)
  newest().succeed(playlist(42, 10), 1900)
  load(URL_A)
  expect(newest().url).toBe(`${URL_A}?_HLS_msn=52`)
})

it('gives hls.js the address, the context and the loader that it asked with, and keeps a query of its own', () => {
  load(`${URL_A}?key=1`)
  newest().succeed(playlist(41, 10))
  const { loader, context } = load(`${URL_A}?key=1`)
  expect(newest().url).toBe(`${URL_A}?key=1&_HLS_msn=51`)
  expect(loader.context).toBe(context)
  newest().succeed(playlist(42, 10))
  expect(told.at(-1)).toMatchObject({ kind: 'success', url: `${URL_A}?key=1` })
  expect(told.at(-1)?.context).toBe(context)
})

it('has hls.js ask again at once after an answer with something new, however soon it came', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_A)
  newest().succeed(playlist(42, 10), 300)
  for (const { stats } of told) {
    const { start = 0, first = 0 } = stats?.loading ?? {}
    expect(start).toBe(first - 2000)
  }
})

it('asks plainly, and at the pace of hls.js, until something new is listed', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_A)
  newest().succeed(playlist(41, 10))
  expect(told.at(-1)?.stats).toBe(newest().stats)
  load(URL_A)
  expect(newest().url).toBe(URL_A)
  newest().succeed(playlist(41, 10))
  expect(told.at(-1)?.stats).toBe(newest().stats)
  load(URL_A)
  expect(newest().url).toBe(URL_A)
  newest().succeed(playlist(42, 10))
  load(URL_A)
  expect(newest().url).toBe(`${URL_A}?_HLS_msn=52`)
})

it.each([
  ['that is refused', (inner: ManualLoader) => inner.fail(503)],
  ['that takes too long', (inner: ManualLoader) => inner.loadtimeout()],
])('asks plainly within the same load after an answer %s', (_, fail) => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  const { loader, context } = load(URL_A)
  const held = newest()
  expect(held.timeoutMs).toBe(7500) // longer than the origin holds
  fail(held)
  expect(held.isDestroyed).toBe(true)
  expect(newest().url).toBe(URL_A)
  expect(newest().timeoutMs).toBe(8000)
  expect(loader.stats).toBe(newest().stats)
  expect(told).toHaveLength(1)
  newest().succeed(playlist(41, 10))
  expect(told.at(-1)).toMatchObject({ kind: 'success', url: URL_A, context })
})

it('tells hls.js when the plain answer fails too', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_A)
  newest().fail(503)
  newest().fail(404)
  expect(told.map(({ kind }) => kind)).toEqual(['success', 'error'])
  load(URL_A)
  newest().succeed(playlist(42, 10))
  load(URL_A)
  newest().loadtimeout()
  newest().loadtimeout()
  expect(told.map(({ kind }) => kind)).toEqual(['success', 'error', 'success', 'timeout'])
})

it('knows each rung by itself', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_B)
  expect(newest().url).toBe(URL_B)
})

it('waits for nothing after the end', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  load(URL_A)
  newest().succeed(playlist(41, 10, '#EXT-X-ENDLIST\n'))
  expect(told.at(-1)?.stats).toBe(newest().stats)
  load(URL_A)
  expect(newest().url).toBe(URL_A)
})

it('tells the target duration of a live playlist before hls.js reads it', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  newest().succeed('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n720p/index.m3u8\n')
  expect(targets).toEqual([2])
})

it('hands on being aborted and destroyed, and what the inner loader knows', () => {
  load(URL_A)
  newest().succeed(playlist(41, 10))
  const { loader, context } = load(URL_A)
  loader.abort()
  expect(told.at(-1)).toEqual({ kind: 'abort', context })
  expect(loader.getCacheAge?.()).toBe(7)
  expect(loader.getResponseHeader?.('age')).toBe('age of the inner one')
  loader.destroy()
  expect(newest().isDestroyed).toBe(true)
})
