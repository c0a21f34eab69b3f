/** Which services are worth showing: all that speak, and the silent that nothing newer of their kind replaced. Pure. */

import { PULSE_SILENT_MS } from '@shoal/protocol/service-pulse'
import type { DashboardEvent } from './dashboard-event.ts'

type Service = DashboardEvent['services'][number]

const ORDER = ['ingest', 'tracker', 'web']
const kindOf = ({ service }: Service) => service.split(' ')[0] ?? ''

/** A container that was made again has a new name; its old one is no failure. */
export function selectServices(services: readonly Service[]): Service[] {
  const isReplaced = (one: Service) =>
    services.some(
      (other) =>
        kindOf(other) === kindOf(one) && other.startedAtMs > one.atMs && other.atMs - one.atMs > PULSE_SILENT_MS,
    )
  return services
    .filter((one) => !isReplaced(one))
    .sort((a, b) => ORDER.indexOf(kindOf(a)) - ORDER.indexOf(kindOf(b)) || a.service.localeCompare(b.service))
}
