/** The broadcasts that have swarms: those that are on, and those that can be watched again. */

import { isLiveSwarm, type LiveBroadcast, type LiveBroadcasts } from './live-broadcasts.ts'
import type { RecordedBroadcasts } from './recorded-broadcasts.ts'

export class SwarmBroadcasts {
  readonly #live: LiveBroadcasts
  readonly #recorded: RecordedBroadcasts

  constructor(live: LiveBroadcasts, recorded: RecordedBroadcasts) {
    this.#live = live
    this.#recorded = recorded
  }

  /** As far as it is known. */
  current(id: string): LiveBroadcast | undefined {
    return this.#live.current(id) ?? this.#recorded.current(id)
  }

  /** Asks the database before it says no. */
  async find(id: string): Promise<LiveBroadcast | undefined> {
    return this.current(id) ?? (await this.#live.find(id)) ?? (await this.#recorded.find(id))
  }

  /** Whether a ticket of this door opens it. Looks again before it says no: the web app may know of a newer door. */
  async opens(id: string, door: string): Promise<boolean> {
    if (this.current(id)?.door === door) return true
    await (this.#live.current(id) ? this.#live.refresh() : this.#recorded.refresh(id))
    return this.current(id)?.door === door
  }

  refresh(): Promise<void> {
    return this.#live.refresh()
  }

  /** Whether it is a swarm that the broadcast had while it was on, of which only its recording is left. */
  isOver(id: string, infoHash: string): boolean {
    const recorded = this.#live.current(id) ? undefined : this.#recorded.current(id)
    return recorded !== undefined && isLiveSwarm(recorded, infoHash)
  }

  isSwarmOfAny(infoHash: string): boolean {
    return this.#live.isSwarmOfAny(infoHash)
  }
}
