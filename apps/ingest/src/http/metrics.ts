/** What ingest counts for Prometheus. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'shoal_ingest_' })
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `shoal_ingest_${name}`, help, labelNames, registers })
  return {
    registry,
    refusals: counter('refusals_total', 'Publishers that were turned away', ['reason']),
    protocolErrors: counter('rtmp_protocol_errors_total', 'RTMP connections that broke the protocol', []),
    rejectedConnections: counter('rtmp_rejected_connections_total', 'RTMP connections closed at once', ['reason']),
    restarts: counter('ffmpeg_restarts_total', 'Encoders that were replaced in a broadcast', ['reason']),
    segments: counter('segments_total', 'Segments that became servable, in all rungs', []),
    bytes: counter('origin_bytes_total', 'Bytes that the origin wrote', ['kind']),
    requests: counter('origin_requests_total', 'Requests to the origin, by status', ['status']),
    /** Reads its value when it is asked for. */
    watch(name: string, help: string, read: () => number) {
      new Gauge({
        name: `shoal_ingest_${name}`,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
  }
}
