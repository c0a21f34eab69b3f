/** How one broadcast is made: what its channel chose, and the server's own settings where it chose nothing. */

import type { ChannelSettings } from '@shoal/protocol/channel-settings'

export type BroadcastSettings = {
  /** How long a segment is. */
  segmentSeconds: number
  /** The live window that playlists list. */
  windowSeconds: number
  /** How far back viewers can go while it is live. */
  rewindSeconds: number
  /** How long a publisher may be away. */
  reconnectSeconds: number
  /** The rungs that the channel wants, or null for whatever fits. */
  rungNames: string[] | null
  isRecorded: boolean
}

const LOW_SEGMENT_SECONDS = 1

export function resolveSettings(
  server: { segmentSeconds: number; windowSeconds: number; reconnectSeconds: number },
  channel: ChannelSettings,
): BroadcastSettings {
  const isLow = channel.latencyMode === 'low'
  return {
    segmentSeconds: isLow ? Math.min(LOW_SEGMENT_SECONDS, server.segmentSeconds) : server.segmentSeconds,
    windowSeconds: server.windowSeconds,
    rewindSeconds: channel.rewindSeconds,
    reconnectSeconds: channel.reconnectSeconds ?? server.reconnectSeconds,
    rungNames: channel.ladder.length > 0 ? channel.ladder : null,
    isRecorded: channel.isRecorded,
  }
}
