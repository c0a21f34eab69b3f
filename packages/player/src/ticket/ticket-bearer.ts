/** Brings the newest ticket to an origin that asks for one, and hears when it was not enough. */

import type { TicketAnswer } from '@shoal/protocol/ticket'

/** Who brings its ticket each time has playlists name plain addresses, which the swarm knows segments by. */
const EACH_TIME = 'bearer'
/** A player that can't: playlists name every address with the ticket that they were asked for with. */
const ONCE = 'ticket'
/** The origin counts rewinding by itself: no swarm at the live edge has a part in it. */
const PAST = 'past'
const FORBIDDEN = 403
/** The origin looks at its doors each moment, and the web app's answer may be a moment older. */
const RENEW_EVERY_MS = 2000

export type TicketBearer = {
  /** The address to ask the origin for instead. */
  bring(url: string): string
  /** The same for a player that asks by itself. */
  handOn(url: string): string
  /** Of whatever the origin answered. */
  note(status: number | undefined): void
}

export function createTicketBearer(options: {
  newest: () => Pick<TicketAnswer, 'ticket' | 'isGuarded'> | null
  /** A ticket is needed, or another one. Called at most each two seconds. */
  onRefused: () => void
  /** What is asked for is behind the live edge by choice, or a recording. */
  isPast?: boolean
}): TicketBearer {
  let askedAtMs = Number.NEGATIVE_INFINITY
  const withTicket = (url: string, parameter: string) => {
    const newest = options.newest()
    if (!newest?.isGuarded) return url
    return withParameter(url, parameter, newest.ticket)
  }
  return {
    bring: (url) => withTicket(options.isPast ? withParameter(url, PAST, '1') : url, EACH_TIME),
    handOn: (url) => withTicket(url, ONCE),
    note(status) {
      if (status !== FORBIDDEN || performance.now() - askedAtMs < RENEW_EVERY_MS) return
      askedAtMs = performance.now()
      options.onRefused()
    },
  }
}

function withParameter(url: string, name: string, value: string): string {
  const asked = new URL(url)
  asked.searchParams.set(name, value)
  return asked.href
}

/** For segments. */
export function bearingFetch(bearer: TicketBearer, options: RequestInit = {}): typeof fetch {
  return async (input, init) => {
    const response = await fetch(typeof input === 'string' ? bearer.bring(input) : input, { ...options, ...init })
    bearer.note(response.status)
    return response
  }
}
