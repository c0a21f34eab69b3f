/** Writes how this process does each five seconds, for as long as it runs. The database may be away meanwhile. */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { PULSE_INTERVAL_MS, type ServicePulse } from '@shoal/protocol/service-pulse'
import type { Database } from './database.ts'
import { forgetOldPulses, writePulse } from './service-pulses.ts'

const LOOP_RESOLUTION_MS = 20

export type PulseOptions = {
  database: Database
  /** `ingest`, `tracker`, `web`; then a space and a name of its own where there may be several. */
  service: string
  /** What this service alone can say. */
  measure?: () => Promise<Pick<ServicePulse, 'encoder' | 'disk'>>
  /** Heard once when pulses can't be written any more. */
  onFailure: (error: unknown) => void
  intervalMs?: number
}

export function startPulse({ database, service, measure, onFailure, intervalMs }: PulseOptions): Disposable {
  const startedAt = new Date(Date.now() - process.uptime() * 1000)
  const delays = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS })
  delays.enable()
  let before = { cpu: process.cpuUsage(), atMs: performance.now() }
  let isBusy = false
  let isFailing = false

  const beat = async () => {
    if (isBusy) return
    isBusy = true
    try {
      const cpu = process.cpuUsage(before.cpu)
      const passedMs = Math.max(1, performance.now() - before.atMs)
      before = { cpu: process.cpuUsage(), atMs: performance.now() }
      const loopDelayMs = Math.max(0, delays.max / 1e6 - LOOP_RESOLUTION_MS)
      delays.reset()
      const values: ServicePulse = {
        memoryBytes: process.memoryUsage.rss(),
        cpuShare: (cpu.user + cpu.system) / 1000 / passedMs,
        loopDelayMs: Math.round(loopDelayMs),
        ...(await measure?.()),
      }
      await writePulse(database, { service, at: new Date(), startedAt, values })
      isFailing = false
    } catch (error) {
      if (!isFailing) onFailure(error)
      isFailing = true
    } finally {
      isBusy = false
    }
  }
  const timer = setInterval(() => void beat(), intervalMs ?? PULSE_INTERVAL_MS)
  timer.unref()
  void beat().then(() => forgetOldPulses(database, Date.now()).catch(onFailure))
  return {
    [Symbol.dispose]() {
      clearInterval(timer)
      delays.disable()
    },
  }
}
