import Hls, {
  BaseLoader,
  Fragment,
  type FragmentLoaderContext,
  type HlsConfig,
  type LoaderConfiguration,
  LoaderContextType,
  PlaylistLevelType,
} from 'hls.js'
import { beforeEach, expect, it, vi } from 'vitest'
import type { LoadedSegment } from '../delivery/segment.ts'
import { createFragmentLoader } from './fragment-loader.ts'

const SEGMENT = 'https://origin.example/segment.m4s'

vi.stubGlobal('self', globalThis) // what hls.js calls the window

/** Every request to the delivery, for the test to answer. */
type Asked = {
  url: string
  signal: AbortSignal
  onOrigin: (bytes: number) => void
  give: (loaded: LoadedSegment) => void
  fail: (error: Error) => void
}

let asked: Asked[] = []
let plain: string[] = []
let told: { kind: string; text?: string; bytes?: number }[] = []
let counted: LoadedSegment[] = []
let FragmentLoader: ReturnType<typeof createFragmentLoader>

class PlainLoader extends BaseLoader {
  protected override loadInternal(): void {
    plain.push(this.context?.url ?? '')
  }
  protected override abortInternal(): void {
    if (this.stats) this.stats.aborted = true
  }
  protected override getNetworkDetails(): null {
    return null
  }
  protected override resetInternalLoader(): void {}
  override getCacheAge(): null {
    return null
  }
  override getResponseHeader(): null {
    return null
  }
}

const config: HlsConfig = { ...Hls.DefaultConfig, loader: PlainLoader }
const policy = { ...config.fragLoadPolicy.default, timeoutRetry: null, errorRetry: null }
const loading: LoaderConfiguration = { loadPolicy: policy, timeout: 0, maxRetry: 0, retryDelay: 0, maxRetryDelay: 0 }

beforeEach(() => {
  asked = []
  plain = []
  told = []
  counted = []
  FragmentLoader = createFragmentLoader({
    isShared: (url) => url.endsWith('.m4s'),
    load: (url, signal, onOrigin) => new Promise((give, fail) => asked.push({ url, signal, onOrigin, give, fail })),
    onLoaded: (loaded) => counted.push(loaded),
    estimatedBitsPerSecond: () => 3_000_000,
  })
})

/** As hls.js loads: a loader for each fragment, whose stats become the fragment's own. */
function load(url: string, about: { isInit?: boolean } = {}) {
  const frag = new Fragment(PlaylistLevelType.MAIN, url)
  frag.sn = about.isInit ? 'initSegment' : 7
  const context: FragmentLoaderContext = {
    ...{ url, frag, part: null, responseType: 'arraybuffer', type: LoaderContextType.MEDIA_FRAGMENT },
  }
  const loader = new FragmentLoader(config)
  frag.stats = loader.stats
  loader.load(context, loading, {
    onSuccess: ({ data }) => told.push({ kind: 'success', bytes: data instanceof ArrayBuffer ? data.byteLength : -1 }),
    onError: ({ text }) => told.push({ kind: 'error', text }),
    onTimeout: () => told.push({ kind: 'timeout' }),
    onAbort: () => told.push({ kind: 'abort' }),
  })
  return { loader, stats: frag.stats }
}

function segment(about: { originBitsPerSecond: number }): LoadedSegment {
  return { bytes: new ArrayBuffer(500_000), originBytes: 100_000, peerBytes: 400_000, ...about }
}

const settled = () => vi.waitUntil(() => told.length > 0)

it('gives hls.js the bytes, and the bandwidth of the origin whatever the wait for peers was', async () => {
  const { stats } = load(SEGMENT)
  asked[0]?.give(segment({ originBitsPerSecond: 8_000_000 }))
  await settled()
  expect(told).toEqual([{ kind: 'success', bytes: 500_000 }])
  expect((stats.loaded * 8000) / (stats.loading.end - stats.loading.first)).toBeCloseTo(8_000_000, -2)
  expect(stats).toMatchObject({ loaded: 500_000, total: 500_000, aborted: false })
  expect(counted).toEqual([segment({ originBitsPerSecond: 8_000_000 })])
})

it('leaves the estimate as it is while the origin has never been measured', async () => {
  const { stats } = load(SEGMENT)
  asked[0]?.give(segment({ originBitsPerSecond: 0 }))
  await settled()
  expect((stats.loaded * 8000) / (stats.loading.end - stats.loading.first)).toBeCloseTo(3_000_000, -2)
})

it('has not begun while peers are waited for, so that hls.js breaks off only what the origin is too slow with', () => {
  const { stats } = load(SEGMENT)
  expect(performance.now() - stats.loading.start).toBeLessThan(0)
  asked[0]?.onOrigin(0)
  const { start } = stats.loading
  expect(performance.now() - start).toBeLessThan(1000)
  expect(stats).toMatchObject({ loaded: 0, loading: { first: 0 } })
  asked[0]?.onOrigin(20_000)
  asked[0]?.onOrigin(30_000)
  expect(stats).toMatchObject({ loaded: 30_000, total: 0, loading: { start } })
  expect(stats.loading.first).toBeGreaterThanOrEqual(start)
})

it('leaves init segments and what has no name to the loader of hls.js, with the same stats', () => {
  const init = load('https://origin.example/init.m4s', { isInit: true })
  load('https://origin.example/elsewhere.ts')
  expect(plain).toEqual(['https://origin.example/init.m4s', 'https://origin.example/elsewhere.ts'])
  expect(asked).toEqual([])
  init.loader.abort()
  expect(told).toEqual([{ kind: 'abort' }])
  expect(init.stats.aborted).toBe(true)
  init.loader.destroy()
})

it('tells of a failure as hls.js wants it, for it to try again', async () => {
  load(SEGMENT)
  asked[0]?.fail(new Error('the origin answered 503'))
  await settled()
  expect(told).toEqual([{ kind: 'error', text: 'the origin answered 503' }])
})

it('breaks off at once when it is aborted, says so once, and nothing comes after', async () => {
  const { loader, stats } = load(SEGMENT)
  loader.abort()
  loader.abort()
  loader.destroy()
  expect(asked[0]?.signal.aborted).toBe(true)
  expect(stats.aborted).toBe(true)
  asked[0]?.give(segment({ originBitsPerSecond: 1 }))
  await Promise.resolve()
  expect(told).toEqual([{ kind: 'abort' }])
  expect(counted).toEqual([])
})

it('says nothing more once it is destroyed', async () => {
  const { loader } = load(SEGMENT)
  loader.destroy()
  expect(asked[0]?.signal.aborted).toBe(true)
  asked[0]?.fail(new Error('aborted'))
  await Promise.resolve()
  expect(told).toEqual([])
})
