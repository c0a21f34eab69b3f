/** Where a ticket's holder announces itself to the swarm. */

import type { TicketKeeper } from './ticket-keeper.ts'

/** In the order that the tickets' issuer wants them tried; none while the ticket has expired, which all would refuse. */
export function announceUrls(tickets: Pick<TicketKeeper, 'newest' | 'hasExpired'>): string[] {
  const { trackerUrls, ticket } = tickets.newest()
  if (tickets.hasExpired()) return []
  return trackerUrls.map((url) => {
    const announce = new URL(url)
    announce.searchParams.set('ticket', ticket)
    return announce.href
  })
}
