/** Whose each peer id is: a viewer session's, in every swarm of its broadcast, until a while after it left the last. */

import { getOrMake } from '../get-or-make.ts'

/** Peers speak of one that has left for as long as this. */
export const REMEMBERED_MS = 150_000
/** A viewer needs one; a page that is loaded again within the same session has another. */
const MOST_IDS = 16

type Owned = { session: string; swarms: number; leftAtMs: number }
/** Ids of one broadcast, and the ids that each session has there. */
type Register = { owners: Map<string, Owned>; bySession: Map<string, string[]> }

export type Claim = 'owned' | 'foreign' | 'too-many'

export class PeerOwners {
  readonly #registers = new Map<string, Register>()
  /** Those that left their last swarm, in that order; some are back since. */
  #left: { broadcast: string; peerId: string; leftAtMs: number }[] = []

  /** Ids that are remembered. */
  get size(): number {
    return [...this.#registers.values()].reduce((sum, { owners }) => sum + owners.size, 0)
  }

  /** Call when a peer enters a swarm. The session that comes first has the id; an id itself is no secret to its peers. */
  enter(broadcast: string, peerId: string, session: string): Claim {
    const register = getOrMake(this.#registers, broadcast, newRegister)
    const known = register.owners.get(peerId)
    if (known) {
      if (known.session !== session) return 'foreign'
      known.swarms += 1
      return 'owned'
    }
    const own = register.bySession.get(session)
    if (own && own.length >= MOST_IDS) return 'too-many'
    if (own) own.push(peerId)
    else register.bySession.set(session, [peerId])
    register.owners.set(peerId, { session, swarms: 1, leftAtMs: 0 })
    return 'owned'
  }

  /** Call when it has left one swarm. */
  leave(broadcast: string, peerId: string, nowMs: number): void {
    const owned = this.#registers.get(broadcast)?.owners.get(peerId)
    if (!owned) return
    owned.swarms -= 1
    owned.leftAtMs = nowMs
    if (owned.swarms === 0) this.#left.push({ broadcast, peerId, leftAtMs: nowMs })
  }

  /** Of a peer that is in a swarm of this broadcast, or was in the last minutes. */
  sessionOf(broadcast: string, peerId: string): string | undefined {
    return this.#registers.get(broadcast)?.owners.get(peerId)?.session
  }

  /** Every peer id that a session has, or had in the last minutes. */
  idsOf(broadcast: string, session: string): readonly string[] {
    return this.#registers.get(broadcast)?.bySession.get(session) ?? []
  }

  forget(nowMs: number): void {
    const fresh = this.#left.findIndex(({ leftAtMs }) => leftAtMs > nowMs - REMEMBERED_MS)
    const old = this.#left.splice(0, fresh === -1 ? this.#left.length : fresh)
    for (const { broadcast, peerId, leftAtMs } of old) {
      const register = this.#registers.get(broadcast)
      const owned = register?.owners.get(peerId)
      if (!register || !owned || owned.swarms > 0 || owned.leftAtMs > leftAtMs) continue
      register.owners.delete(peerId)
      const rest = this.idsOf(broadcast, owned.session).filter((id) => id !== peerId)
      if (rest.length > 0) register.bySession.set(owned.session, rest)
      else register.bySession.delete(owned.session)
      if (register.owners.size === 0) this.#registers.delete(broadcast)
    }
  }
}

function newRegister(): Register {
  return { owners: new Map(), bySession: new Map() }
}
