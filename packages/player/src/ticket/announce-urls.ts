/** Where a ticket's holder announces itself to the swarm. */

import type { TicketAnswer } from '@shoal/protocol/ticket'

/** In the order that the tickets' issuer wants them tried. */
export function announceUrls({ trackerUrls, ticket }: TicketAnswer): string[] {
  return trackerUrls.map((url) => {
    const announce = new URL(url)
    announce.searchParams.set('ticket', ticket)
    return announce.href
  })
}
