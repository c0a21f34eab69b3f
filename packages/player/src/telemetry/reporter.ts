/** Sends a report each few seconds, and the last one on the way out. What did not arrive goes into the next. */

import {
  TELEMETRY_FIRST_INTERVAL_MS,
  TELEMETRY_FIRST_MINUTE_MS,
  TELEMETRY_INTERVAL_MS,
  type TelemetryReport,
} from '@shoal/protocol/telemetry'
import { addCounts, type Counts, NO_COUNTS, roundCounts } from './tally.ts'

export type ReporterOptions = {
  /** Where to, and as whom: asked each time, because tickets are renewed. */
  address: () => { url: string; ticket: string }
  /** Counts since it was asked last. */
  takeCounts: () => Counts
  /** What is measured rather than counted. */
  measure: () => Pick<TelemetryReport, 'peers' | 'latencyMs' | 'firstFrameMs'>
  intervalMs?: number
}

export type Reporter = { stop(): void }

const SEND_TIMEOUT_MS = 4000

export function startReporter(options: ReporterOptions): Reporter {
  let unsent: Counts = NO_COUNTS
  let sequence = 0
  let isFirstFrameTold = false
  let isSending = false
  let isStopped = false

  function compose(): TelemetryReport {
    unsent = addCounts(unsent, options.takeCounts())
    const { firstFrameMs, ...measured } = options.measure()
    const report = {
      version: 1 as const,
      ticket: options.address().ticket,
      sequence,
      ...roundCounts(unsent),
      ...measured,
      ...(firstFrameMs !== undefined && !isFirstFrameTold ? { firstFrameMs } : {}),
    }
    sequence += 1
    return report
  }

  async function send(): Promise<void> {
    if (isSending) return
    isSending = true
    const report = compose()
    const sent = unsent
    unsent = NO_COUNTS
    const outcome = await post(options.address().url, report)
    isSending = false
    if (outcome === 'try-again') unsent = addCounts(sent, unsent)
    else if (report.firstFrameMs !== undefined) isFirstFrameTold = true
  }

  /** The page may be going away, and then only a beacon gets out. */
  function sendLast(): void {
    const report = compose()
    if (report.intervalMs > 0 && beacon(options.address().url, report)) unsent = NO_COUNTS
  }

  const startedAtMs = performance.now()
  let timer = setTimeout(sendAndGoOn, nextInMs())
  function nextInMs(): number {
    if (options.intervalMs !== undefined) return options.intervalMs
    const isFirstMinute = performance.now() - startedAtMs < TELEMETRY_FIRST_MINUTE_MS
    return isFirstMinute ? TELEMETRY_FIRST_INTERVAL_MS : TELEMETRY_INTERVAL_MS
  }
  function sendAndGoOn(): void {
    void send()
    timer = setTimeout(sendAndGoOn, nextInMs())
  }
  addEventListener('pagehide', sendLast)
  return {
    stop() {
      if (isStopped) return
      isStopped = true
      clearTimeout(timer)
      removeEventListener('pagehide', sendLast)
      sendLast()
    },
  }
}

/** As plain text: a request that needs no preflight, and the same that a beacon sends. */
async function post(url: string, report: TelemetryReport): Promise<'settled' | 'try-again'> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(report),
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      keepalive: true,
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    })
    return response.status === 429 || response.status >= 500 ? 'try-again' : 'settled'
  } catch {
    return 'try-again'
  }
}

function beacon(url: string, report: TelemetryReport): boolean {
  return navigator.sendBeacon?.(url, JSON.stringify(report)) ?? false
}
