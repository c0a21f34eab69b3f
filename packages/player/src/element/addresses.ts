/** What the element's attributes name, each address whole as its page's own makes it. Pure. */

import { parseUrl } from '../parse-url.ts'
import { type Server, serverOf } from './plan-element.ts'

export const ADDRESS_NAMES = ['src', 'channel', 'tickets', 'swarm'] as const
type AddressName = (typeof ADDRESS_NAMES)[number]

export type Addressed =
  | { kind: 'channel'; server: Server }
  | { kind: 'playlist'; src: string; tickets: string | null; swarm: string | null }
  | { kind: 'nothing' }
  /** `message` is for who wrote the page. */
  | { kind: 'wrong'; message: string }

/** A `channel` counts before all else. */
export function readAddresses(attribute: (name: AddressName) => string | null, base: string): Addressed {
  const whole = (name: AddressName) => parseUrl(attribute(name) ?? '', base)?.href ?? null
  const isOfChannel = attribute('channel') !== null
  const used = isOfChannel ? (['channel'] as const) : (['src', 'tickets', 'swarm'] as const)
  const wrong = (name: AddressName, what: string) =>
    ({ kind: 'wrong', message: `${name} ${what}: ${attribute(name)}` }) as const
  const unread = used.find((name) => attribute(name) !== null && whole(name) === null)
  if (unread) return wrong(unread, 'is no address')
  if (isOfChannel) {
    const server = serverOf(whole('channel') ?? '')
    return server ? { kind: 'channel', server } : wrong('channel', 'is neither a channel’s nor a recording’s address')
  }
  const src = attribute('src') ? whole('src') : null
  if (src === null) return { kind: 'nothing' }
  const given = (name: AddressName) => (attribute(name) === null ? null : whole(name))
  return { kind: 'playlist', src, tickets: given('tickets'), swarm: given('swarm') }
}
