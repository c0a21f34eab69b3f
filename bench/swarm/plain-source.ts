/** Plain HTTP as a viewer's source of segments. */

import type { SegmentSource } from '@shoal/player/headless/headless-viewer'

export function createPlainSource(fetchOrigin: typeof fetch): SegmentSource {
  return {
    listed() {},
    async load(url, signal) {
      const startedAtMs = performance.now()
      const response = await fetchOrigin(url, { signal })
      if (!response.ok) throw new Error(`the origin answered ${response.status}`)
      const bytes = await response.arrayBuffer()
      const originBitsPerSecond = (bytes.byteLength * 8000) / (performance.now() - startedAtMs)
      return { bytes, originBytes: bytes.byteLength, peerBytes: 0, originBitsPerSecond }
    },
    stop() {},
  }
}
