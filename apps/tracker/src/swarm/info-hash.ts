/**
 * The info_hash under which p2p-media-loader 2.3.1 shares a rung, worked out from what the multivariant playlist says.
 * A unit test holds it to the loader's own `generateStreamShortId`.
 */

import { createHash } from 'node:crypto'
import { swarmId } from '@shoal/protocol/swarm-id'

/** What the playlist's EXT-X-STREAM-INF says: BANDWIDTH, the video part of CODECS, RESOLUTION and FRAME-RATE. */
export type RungAttributes = {
  epoch: number
  bandwidth: number
  videoCodec: string | null
  width: number | null
  height: number | null
  frameRate: string | null
}

/** 20 ASCII characters, as they stand in an announce. */
export function infoHashOf(broadcastId: string, rung: RungAttributes): string {
  // audio is muxed into every rung, so each rung is a `main` stream and there are no others
  const swarm = `v2-${swarmId(broadcastId, rung.epoch)}-main-${streamIndex(rung)}`
  return createHash('sha1').update(swarm).digest().subarray(0, 15).toString('base64')
}

/** The loader's index of a stream: what it hashes also holds language, channels, name and range, empty for us. */
function streamIndex(rung: RungAttributes): string {
  const attributes = [
    rung.bandwidth,
    normalizeCodec(rung.videoCodec ?? ''),
    rung.width ?? '',
    rung.height ?? '',
    '',
    '',
    '',
    rung.frameRate ? Number(rung.frameRate) : '',
    '',
  ]
  return createHash('sha1').update(attributes.join('-')).digest('base64')
}

/** RFC 4281's decimal `avc1.66.30` becomes RFC 6381's `avc1.42001e`. */
function normalizeCodec(codec: string): string {
  const lower = codec.trim().toLowerCase()
  const decimal = /^(avc1?)\.([1-9]\d*)\.([1-9]\d*)$/.exec(lower)
  if (!decimal) return lower
  const hex = (digits: string | undefined) => Number(digits).toString(16).padStart(2, '0')
  return `${decimal[1]}.${hex(decimal[2])}00${hex(decimal[3])}`
}
