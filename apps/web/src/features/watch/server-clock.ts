/** This server's clock, for all of a page's players and whatever tells how far behind live they are. */

import { createServerClock } from '@shoal/player/ticket/server-clock'

export const serverClock = createServerClock()
