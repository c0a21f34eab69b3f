/** How hls.js is set up: near the edge of a live broadcast, or anywhere in its past, and patient with the origin. */

import type { HlsConfig, LoadPolicy, RetryConfig } from 'hls.js'
import { LIVE_MAX_LATENCY_TARGETS, LIVE_SYNC_TARGETS, MAX_BUFFER_SECONDS } from '../swarm/settings.ts'
import type { TicketBearer } from '../ticket/ticket-bearer.ts'

/** A playlist that is 404 or unreachable may come back as long as somebody watches. */
const FOR_EVER = 1_000_000
/** About 16 s of trying; by then the segment has left the buffer's reach. */
const SEGMENT_TRIES = 5
/** About 10 s; then the page is told, and it goes on. */
const PAST_PLAYLIST_TRIES = 4
const PAST_BUFFER_SECONDS = 30

export function buildHlsSettings(bearer: TicketBearer): Partial<HlsConfig> {
  const { tryFor, xhrSetup } = bearing(bearer)
  return {
    xhrSetup,
    liveSyncDurationCount: LIVE_SYNC_TARGETS,
    // no picture is decoded that is not shown, and peers have the whole of a segment's time to come
    startOnSegmentBoundary: true,
    liveMaxLatencyDurationCount: LIVE_MAX_LATENCY_TARGETS,
    maxBufferLength: MAX_BUFFER_SECONDS,
    backBufferLength: MAX_BUFFER_SECONDS,
    lowLatencyMode: false,
    enableWorker: false, // a worker takes the bytes away, and the swarm's store holds the same ones
    testBandwidth: false, // it loads a segment that is never played
    enableCEA708Captions: false, // `captions/` shows them, as hls.js' light build cannot
    abrEwmaDefaultEstimate: 3_000_000,
    manifestLoadPolicy: tryFor(FOR_EVER, 8000),
    playlistLoadPolicy: tryFor(FOR_EVER, 8000),
    fragLoadPolicy: tryFor(SEGMENT_TRIES, 20_000),
  }
}

/** For rewinding and for recordings, where nobody is pulled to the live edge. */
export function buildPastHlsSettings(bearer: TicketBearer): Partial<HlsConfig> {
  const { tryFor, xhrSetup } = bearing(bearer)
  return {
    xhrSetup,
    liveSyncDurationCount: LIVE_SYNC_TARGETS,
    maxBufferLength: PAST_BUFFER_SECONDS,
    maxMaxBufferLength: PAST_BUFFER_SECONDS, // or it goes on until there are 60 MB, which are minutes that few watch
    backBufferLength: PAST_BUFFER_SECONDS,
    lowLatencyMode: false,
    testBandwidth: false,
    enableCEA708Captions: false,
    abrEwmaDefaultEstimate: 3_000_000,
    manifestLoadPolicy: tryFor(PAST_PLAYLIST_TRIES, 8000),
    playlistLoadPolicy: tryFor(PAST_PLAYLIST_TRIES, 8000),
    fragLoadPolicy: tryFor(SEGMENT_TRIES, 20_000),
  }
}

/** Each try brings the ticket that is the newest by then. */
function bearing(bearer: TicketBearer) {
  return {
    xhrSetup(xhr: XMLHttpRequest, url: string) {
      const brought = bearer.bring(url)
      if (brought !== url) xhr.open('GET', brought, true)
    },
    tryFor(maxNumRetry: number, timeoutMs: number): LoadPolicy {
      const retry: RetryConfig = {
        maxNumRetry,
        retryDelayMs: 500,
        maxRetryDelayMs: 2000,
        backoff: 'exponential',
        /** hls.js itself gives up at the first 4xx and at a refused connection. */
        shouldRetry(policy, count, _isTimeout, response) {
          bearer.note(response?.code)
          return count < (policy?.maxNumRetry ?? 0)
        },
      }
      return {
        default: { maxTimeToFirstByteMs: timeoutMs, maxLoadTimeMs: timeoutMs, timeoutRetry: retry, errorRetry: retry },
      }
    },
  }
}
