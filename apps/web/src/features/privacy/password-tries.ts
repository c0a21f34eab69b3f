/**
 * How often a broadcast's password may be guessed. Counted are wrong answers, in this process's memory. A try counts
 * before it is judged and is given back when it was right: many at a time are no more than one after the other, and a
 * class that has the password comes in behind one address.
 */

import { RateLimiterMemory } from 'rate-limiter-flexible'
import { givePointBack } from '../../server/rate-limit.ts'
import { singleton } from '../../server/singleton.ts'

const WINDOW_SECONDS = 300
/** People who mistype stay below. */
const WRONG_OF_ADDRESS = 10
/** From all addresses together; beyond them each has few tries of its own, so that no crowd shuts the door for others. */
const WRONG_AT_DOOR = 600
const WRONG_IN_A_RUSH = 3

/** @param client as operations have it: a network, where it is IPv6 */
type Try = { client: string; channelId: string }

const limiters = singleton('password-tries', () => {
  const make = (points: number) => new RateLimiterMemory({ points, duration: WINDOW_SECONDS })
  return { address: make(WRONG_OF_ADDRESS), door: make(WRONG_AT_DOOR) }
})

/** Counts it as wrong until it is known. The seconds to wait before the next one, or null when it may be judged now. */
export async function takeTry(tried: Try): Promise<number | null> {
  const { address, door } = limiters()
  const atDoor = await door.get(tried.channelId)
  const most = (atDoor?.consumedPoints ?? 0) < WRONG_AT_DOOR ? WRONG_OF_ADDRESS : WRONG_IN_A_RUSH
  const { consumedPoints, msBeforeNext } = await address.penalty(keyOf(tried))
  if (consumedPoints <= most) return null
  await triedRight(tried)
  return Math.max(1, Math.ceil(msBeforeNext / 1000))
}

export function triedRight(tried: Try): Promise<void> {
  return givePointBack(limiters().address, keyOf(tried))
}

export async function triedWrong({ channelId }: Try): Promise<void> {
  await limiters().door.penalty(channelId)
}

function keyOf({ client, channelId }: Try): string {
  return `${client} ${channelId}`
}
