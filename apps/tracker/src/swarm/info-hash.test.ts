import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { infoHashOf, type RungAttributes } from './info-hash.ts'

// the loader's own files, one by one: its index imports what only a browser bundle can load
const loader = new URL('lib/utils/', pathToFileURL(findPackageJSON('p2p-media-loader-core', import.meta.url) ?? ''))
const { generateStreamShortId }: typeof import('p2p-media-loader-core') = await import(
  new URL('stream.js', loader).href
)
const { getStreamHash }: { getStreamHash(swarm: string): string } = await import(new URL('peer.js', loader).href)

const broadcastId = 'abcdefghij0123456789'
const rung: RungAttributes = {
  epoch: 1,
  bandwidth: 2_800_000,
  videoCodec: 'avc1.64001f',
  width: 1280,
  height: 720,
  frameRate: '30.000',
}

/** What the loader's hls.js engine hands on from EXT-X-STREAM-INF: absent attributes are absent. */
function theLoadersOwn({ epoch, bandwidth, videoCodec, width, height, frameRate }: RungAttributes): string {
  const index = generateStreamShortId({
    bitrate: bandwidth,
    ...(videoCodec && { codecs: videoCodec }),
    ...(width && height && { width, height }),
    ...(frameRate && { frameRate }),
  })
  return getStreamHash(`v2-${broadcastId}-${epoch}-main-${index}`)
}

it.each<[string, Partial<RungAttributes>]>([
  ['a plain rung', {}],
  ['another epoch', { epoch: 7 }],
  ['a fractional frame rate', { frameRate: '29.970' }],
  ['a codec in capitals', { videoCodec: 'avc1.64001F' }],
  ['a codec in decimals', { videoCodec: 'avc1.66.30' }],
  ['a codec of another family', { videoCodec: 'hvc1.1.6.L93.B0' }],
  ['a rung without a frame rate', { frameRate: null }],
  ['an audio-only rung', { videoCodec: null, width: null, height: null, frameRate: null, bandwidth: 140_000 }],
])('is the one that the loader announces for %s', (_, change) => {
  expect(infoHashOf(broadcastId, { ...rung, ...change })).toBe(theLoadersOwn({ ...rung, ...change }))
})

it('has 20 ASCII characters', () => {
  expect(infoHashOf(broadcastId, rung)).toMatch(/^[A-Za-z0-9+/]{20}$/)
})
