/**
 * Sends a report each few seconds, and the last one on the way out. One whose answer did not come is sent again, the
 * same under the same number, until there is one: it may have been taken, and the tracker drops what it has by number.
 */

import {
  type SwarmReport,
  TELEMETRY_FIRST_INTERVAL_MS,
  TELEMETRY_FIRST_MINUTE_MS,
  TELEMETRY_INTERVAL_MS,
  type TelemetryAnswer,
  type TelemetryReport,
  telemetryAnswerSchema,
} from '@shoal/protocol/telemetry'
import { type Counts, roundCounts } from './tally.ts'

export type ReporterOptions = {
  /** Where to, and as whom: asked each time, because tickets are renewed. */
  address: () => { url: string; ticket: string }
  /** Counts since it was asked last. */
  takeCounts: () => Counts
  /** What is measured rather than counted. */
  measure: () => Pick<TelemetryReport, 'peers' | 'latencyMs' | 'firstFrameMs' | 'isPast'>
  /** What was measured of peers since it was asked last; none where P2P is off. */
  takeSwarm?: () => SwarmReport | undefined
  /** The tracker took a report, and told what it knows. */
  onAnswer?: (answer: TelemetryAnswer) => void
  /** The tracker asks for a newer ticket; what it refused is sent again with that. */
  onRefused?: () => void
  /** Whether the tracker answers: told of each report, and of one whose answer is late as soon as it is. */
  onAnswering?: (isAnswering: boolean) => void
  intervalMs?: number
}

export type Reporter = {
  stop(): void
  /** Something happened that others should hear of before the next report is due. */
  soon(): void
}

/** All that the tracker takes: a clock that is a day ahead says nothing of the distance to the live edge. */
const MOST_LATENCY_MS = 86_400_000
const SEND_TIMEOUT_MS = 4000
const LATE_MS = 2000
/** Early reports gather what happens together, and are seldom enough for the tracker's limit. */
const SOON_MS = 300
const SOON_AGAIN_MS = 4000

export function startReporter(options: ReporterOptions): Reporter {
  /** Composed, and not answered yet. Everything later waits for it. */
  let pending: TelemetryReport | null = null
  let sequence = 0
  let isFirstFrameTold = false
  let isSending = false
  let isStopped = false

  function compose(): TelemetryReport {
    const { firstFrameMs, latencyMs, ...measured } = options.measure()
    const isLatency = latencyMs !== undefined && latencyMs >= 0 && latencyMs <= MOST_LATENCY_MS
    const swarm = options.takeSwarm?.()
    const report = {
      version: 1 as const,
      ticket: options.address().ticket,
      sequence,
      ...roundCounts(options.takeCounts()),
      ...measured,
      ...(isLatency ? { latencyMs } : {}),
      ...(firstFrameMs !== undefined && !isFirstFrameTold ? { firstFrameMs } : {}),
      ...(swarm ? { swarm } : {}),
    }
    isFirstFrameTold ||= firstFrameMs !== undefined
    sequence += 1
    return report
  }

  async function send(): Promise<void> {
    if (isSending) return
    isSending = true
    const wasLeft = pending !== null
    const isSettled = await settle(pending ?? compose())
    if (wasLeft && isSettled && !isStopped) await settle(compose())
    isSending = false
  }

  /** Whether there was an answer. The ticket may have been renewed since the report was composed. */
  async function settle(report: TelemetryReport): Promise<boolean> {
    pending = report
    const { url, ticket } = options.address()
    const late = setTimeout(() => options.onAnswering?.(false), LATE_MS)
    const outcome = await post(url, { ...report, ticket })
    clearTimeout(late)
    options.onAnswering?.(outcome !== 'silent')
    if (outcome === 'refused' && !isStopped) options.onRefused?.()
    if (outcome === 'silent' || outcome === 'try-again' || outcome === 'refused') return false
    pending = null
    if (outcome !== 'settled' && !isStopped) options.onAnswer?.(outcome)
    return true
  }

  /** The page may be going away, and then only a beacon gets out. */
  function sendLast(): void {
    const { url } = options.address()
    if (pending && !isSending) beacon(url, pending)
    const report = { ...compose(), isLast: true }
    if (report.intervalMs > 0 && !beacon(url, report)) pending ??= report
  }

  const startedAtMs = performance.now()
  let soonAtMs = Number.NEGATIVE_INFINITY
  let dueAtMs = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  sendAt(startedAtMs + nextInMs())
  function nextInMs(): number {
    if (options.intervalMs !== undefined) return options.intervalMs
    const isFirstMinute = performance.now() - startedAtMs < TELEMETRY_FIRST_MINUTE_MS
    return isFirstMinute ? TELEMETRY_FIRST_INTERVAL_MS : TELEMETRY_INTERVAL_MS
  }
  function sendAndGoOn(): void {
    void send()
    sendAt(performance.now() + nextInMs())
  }
  function sendAt(atMs: number): void {
    clearTimeout(timer)
    dueAtMs = atMs
    timer = setTimeout(sendAndGoOn, atMs - performance.now())
  }
  globalThis.addEventListener?.('pagehide', sendLast) // Node has no pages
  return {
    soon() {
      const atMs = Math.max(performance.now() + SOON_MS, soonAtMs + SOON_AGAIN_MS)
      if (isStopped || atMs >= dueAtMs) return
      soonAtMs = atMs
      sendAt(atMs)
    },
    stop() {
      if (isStopped) return
      isStopped = true
      clearTimeout(timer)
      globalThis.removeEventListener?.('pagehide', sendLast)
      sendLast()
    },
  }
}

type Outcome = TelemetryAnswer | 'settled' | 'silent' | 'try-again' | 'refused'

/** As plain text: a request that needs no preflight, and the same that a beacon sends. */
async function post(url: string, report: TelemetryReport): Promise<Outcome> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(report),
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      keepalive: true,
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    })
    if (response.status === 401) return 'refused'
    if (response.status >= 500) return 'silent' // a proxy's word, where there is one
    if (response.status === 429) return 'try-again'
    if (response.status !== 200) return 'settled'
    const answer = telemetryAnswerSchema.safeParse(await response.json().catch(() => null))
    return answer.success ? answer.data : 'settled'
  } catch {
    return 'silent'
  }
}

function beacon(url: string, report: TelemetryReport): boolean {
  return globalThis.navigator?.sendBeacon?.(url, JSON.stringify(report)) ?? false
}
