/** Who may see a broadcast, live and as a recording. */

import { z } from 'zod'

/**
 * `public` is listed; `unlisted` is for whoever has the address; `password` and `members` (signed in) are asked for at
 * the door and at the origin; `private` is for those who run the channel.
 */
export const privacySchema = z.enum(['public', 'unlisted', 'password', 'members', 'private'])
export type Privacy = z.infer<typeof privacySchema>

/** Whether the origin, too, gives playlists and segments only to those who bring a ticket. */
export function needsTicket(privacy: Privacy): boolean {
  return privacy !== 'public' && privacy !== 'unlisted'
}
