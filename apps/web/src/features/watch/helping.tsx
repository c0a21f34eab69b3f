/** Under the picture: whether this viewer helps, and what came of it. */

'use client'

import { P2pChoice } from './p2p-choice.tsx'
import { SwarmDetails } from './swarm-details.tsx'
import type { P2pTerms } from './terms.ts'
import type { Room } from './use-room.ts'

export function Helping({ room, terms }: { room: Room; terms: P2pTerms }) {
  const { choice, playing, shown, scene } = room
  const { granted, hindrance } = playing
  return (
    <div className="space-y-3">
      <P2pChoice {...{ choice, terms, granted, hindrance }} actual={shown?.mode ?? null} />
      {scene.kind !== 'cover' && <SwarmDetails facts={shown} />}
    </div>
  )
}
