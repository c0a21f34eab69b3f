/** Writes the swarms' pictures each five seconds, while somebody watches: some kilobytes a broadcast, whoever looks. */

import { SWARM_MAP_INTERVAL_MS, type SwarmMap } from '@shoal/protocol/swarm-map'
import type { Logger } from 'pino'
import type { Audience } from './audience.ts'

export type MapStore = (maps: { broadcastId: string; map: SwarmMap }[], at: Date) => Promise<void>

export function startMapWriter(parts: {
  audience: Audience
  tracker: string
  store: MapStore
  now: () => number
  log: Logger
}): Disposable {
  const { audience, tracker, store, now, log } = parts
  let isWriting = false
  let isFailing = false

  const write = async () => {
    if (isWriting) return
    isWriting = true
    try {
      const nowMs = now()
      await store(audience.drawMaps({ tracker, nowMs }), new Date(nowMs))
      isFailing = false
    } catch (error) {
      if (!isFailing) log.warn({ err: error }, 'the swarms’ pictures cannot be written')
      isFailing = true
    } finally {
      isWriting = false
    }
  }
  const timer = setInterval(() => void write(), SWARM_MAP_INTERVAL_MS)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
