/**
 * Whose each peer id is: a viewer session's, in every swarm of its broadcast, until a while after it left the last. And
 * for as long, since when a session is here, and whom it was introduced to.
 */

import { getOrMake } from '../get-or-make.ts'

/** Peers speak of one that has left for as long as this. */
export const REMEMBERED_MS = 150_000
/** A viewer needs one; a page that is loaded again within the same session has another. */
const MOST_IDS = 16
/** Of whom a session was introduced to, the latest: more than a player has links, however they change. */
export const MOST_MET = 64

type Owned = { session: string; swarms: number; leftAtMs: number }
type Visit = { ids: string[]; sinceMs: number; met: Set<string> | undefined }
/** Ids of one broadcast, and the sessions that have them. */
type Register = { owners: Map<string, Owned>; bySession: Map<string, Visit> }

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
  enter(broadcast: string, peerId: string, { session, nowMs }: { session: string; nowMs: number }): Claim {
    const register = getOrMake(this.#registers, broadcast, newRegister)
    const known = register.owners.get(peerId)
    if (known) {
      if (known.session !== session) return 'foreign'
      known.swarms += 1
      return 'owned'
    }
    const visit = getOrMake(register.bySession, session, () => ({ ids: [], sinceMs: nowMs, met: undefined }))
    if (visit.ids.length >= MOST_IDS) return 'too-many'
    visit.ids.push(peerId)
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

  /** The tracker has brought an offer of one session to the other, and the answer back. */
  introduce(broadcast: string, sessions: readonly [string, string]): void {
    const [one, other] = sessions.map((session) => this.#registers.get(broadcast)?.bySession.get(session))
    if (one) remember(one, sessions[1])
    if (other) remember(other, sessions[0])
  }

  /** Links last longer than the tracker sees them: this holds until one of the two is forgotten. */
  haveMet(broadcast: string, [one, other]: readonly [string, string]): boolean {
    const visits = this.#registers.get(broadcast)?.bySession
    return visits?.get(one)?.met?.has(other) === true || visits?.get(other)?.met?.has(one) === true
  }

  /** When it entered the first swarm of this broadcast, of a session that is here, or was in the last minutes. */
  presentSinceMs(broadcast: string, session: string): number | undefined {
    return this.#registers.get(broadcast)?.bySession.get(session)?.sinceMs
  }

  /** Of a peer that is in a swarm of this broadcast, or was in the last minutes. */
  sessionOf(broadcast: string, peerId: string): string | undefined {
    return this.#registers.get(broadcast)?.owners.get(peerId)?.session
  }

  /** Every peer id that a session has, or had in the last minutes. */
  idsOf(broadcast: string, session: string): readonly string[] {
    return this.#registers.get(broadcast)?.bySession.get(session)?.ids ?? []
  }

  forget(nowMs: number): void {
    const fresh = this.#left.findIndex(({ leftAtMs }) => leftAtMs > nowMs - REMEMBERED_MS)
    const old = this.#left.splice(0, fresh === -1 ? this.#left.length : fresh)
    for (const { broadcast, peerId, leftAtMs } of old) {
      const register = this.#registers.get(broadcast)
      const owned = register?.owners.get(peerId)
      if (!register || !owned || owned.swarms > 0 || owned.leftAtMs > leftAtMs) continue
      register.owners.delete(peerId)
      const visit = register.bySession.get(owned.session)
      if (visit) visit.ids = visit.ids.filter((id) => id !== peerId)
      if (visit?.ids.length === 0) register.bySession.delete(owned.session)
      if (register.owners.size === 0) this.#registers.delete(broadcast)
    }
  }
}

/** The latest last. */
function remember(visit: Visit, session: string): void {
  visit.met ??= new Set()
  visit.met.delete(session)
  visit.met.add(session)
  const [oldest] = visit.met
  if (visit.met.size > MOST_MET && oldest !== undefined) visit.met.delete(oldest)
}

function newRegister(): Register {
  return { owners: new Map(), bySession: new Map() }
}
