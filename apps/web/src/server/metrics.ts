/** What Prometheus is told of the web app. */

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import { singleton } from './singleton.ts'

export const metrics = singleton('metrics', () => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return {
    registry,
    tickets: new Counter({
      name: 'shoal_web_tickets_total',
      help: 'Requests for a ticket, by what became of them.',
      labelNames: ['outcome'],
      registers: [registry],
    }),
    listeners: new Gauge({
      name: 'shoal_web_event_listeners',
      help: 'Open event streams, by kind.',
      labelNames: ['kind'],
      registers: [registry],
    }),
  }
})
