/** What the model takes for granted: the engine's constants, the network between viewers, and the origin. */

import { PIECE_BYTES } from '../../packages/protocol/src/pieces.ts'

export type Rules = {
  pieceBytes: number
  /** Mean links of a viewer, and the share of them that stay in its neighbourhood. */
  degree: number
  localShare: number
  neighbourhoodViewers: number
  /** One way between any two viewers, and to the origin. */
  oneWaySeconds: number
  /** From the end of a segment's last frame until the origin lists it. */
  publishSeconds: number
  /** Mean wait of the playlist for a viewer that fetches a new segment. */
  pollSeconds: number
  /** How fast one viewer gets bytes from the origin. */
  originKbps: number
  /** New pieces are told to the neighbours together, this long after the first. */
  announceSeconds: number
  /** An idle giver puts in order what it is asked for in this time. */
  gatherSeconds: number
  /** How long a giver that said busy is left alone. */
  refusalRestSeconds: number
  refusalJitterSeconds: number
  /** From this uplink on, in bit rates of the rung, a viewer may seed. */
  seedLeastRatio: number
  /** Of its uplink a viewer measures so much while it plays, and that is what the swarm is told. */
  toldShare: number
  /** Neighbours are asked at once when something changes, but not more often than this. */
  lookSeconds: number
  /** Viewers play this far from the edge of each other, evenly about the middle. */
  latencySpreadSeconds: number
}

export const engineRules: Rules = {
  pieceBytes: PIECE_BYTES,
  degree: 12,
  localShare: 0.6,
  neighbourhoodViewers: 50,
  oneWaySeconds: 0.03,
  publishSeconds: 0.5,
  pollSeconds: 0.03,
  originKbps: 20_000,
  announceSeconds: 0.012,
  gatherSeconds: 0.006,
  refusalRestSeconds: 0.06,
  refusalJitterSeconds: 0.08,
  seedLeastRatio: 1.5,
  toldShare: 0.88,
  lookSeconds: 0.002,
  latencySpreadSeconds: 0.4,
}
