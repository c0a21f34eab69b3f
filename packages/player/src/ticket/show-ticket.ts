/**
 * For the browser's own HLS player, which asks with the ticket that it began with: the origin takes it for as long as it
 * is shown the newest one now and then.
 */

import type { TicketBearer } from './ticket-bearer.ts'

/** A ticket is renewed minutes before it ends. */
const EVERY_MS = 30_000

/** Returns how to stop it. Asks for nothing where no ticket is needed. */
export function keepShowingTicket({ bearer, url }: { bearer: TicketBearer; url: string }): () => void {
  const show = () => {
    const asked = bearer.bring(url)
    if (asked === url) return
    fetch(asked, { method: 'HEAD', cache: 'no-store' }).then(
      ({ status }) => bearer.note(status),
      () => {}, // the next one is soon
    )
  }
  const timer = setInterval(show, EVERY_MS)
  return () => clearInterval(timer)
}
