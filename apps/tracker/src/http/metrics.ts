/** What Prometheus may read of the tracker, and the counters that the other parts turn. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** Read when somebody asks. */
export type Gauges = Record<
  'sockets' | 'swarms' | 'peers' | 'viewers' | 'broadcastsWithoutP2p' | 'waitingRows' | 'lostRows',
  () => number
>

export function createMetrics(gauges: Gauges) {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const count = (name: string, help: string) => new Counter({ name: `shoal_tracker_${name}`, help, registers })
  const countBy = (name: string, help: string) =>
    new Counter({ name: `shoal_tracker_${name}`, help, labelNames: ['reason'], registers })
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `shoal_tracker_${name}`,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('sockets', 'Open connections to the swarms', gauges.sockets)
  gauge('swarms', 'Swarms with at least one peer', gauges.swarms)
  gauge('peers', 'Peers in all swarms', gauges.peers)
  gauge('viewers', 'Viewers whose reports arrive', gauges.viewers)
  gauge('broadcasts_without_p2p', 'Broadcasts whose P2P is off for stalling more', gauges.broadcastsWithoutP2p)
  gauge('rollup_rows_waiting', 'Rows that wait to be written', gauges.waitingRows)
  gauge('rollup_rows_lost', 'Rows given up while the database was away', gauges.lostRows)
  return {
    registry,
    announces: count('announces_total', 'Announces that were let through'),
    answers: count('answers_total', 'Answers that were passed on'),
    refusals: countBy('refusals_total', 'Connections and messages that were refused, by reason'),
    ends: countBy('ended_sockets_total', 'Connections that the tracker ended, by reason'),
    telemetryTaken: count('telemetry_taken_total', 'Reports that are in the sums'),
    telemetryDropped: countBy('telemetry_dropped_total', 'Reports that are not in the sums, by reason'),
  }
}
