import { expect, it } from 'vitest'
import { chooseRequests } from '../../packages/player/src/swarm/choose-requests.ts'
import { Holdings } from './holdings.ts'
import { createRandom } from './random.ts'
import { buildMesh } from './random-mesh.ts'
import { Requests } from './requests.ts'

const PIECES = 40
const GIVERS = 6
const PAUSE_MS = 80
const BUSY_SLOWS = 1.15
/** Too little for the slowest. */
const LEFT_MS = 600

it.each([1, 2, 3, 4, 5])('asks whom the engine would ask for what (chance %i)', (seed) => {
  const draw = createRandom(seed)
  const whole = { viewers: GIVERS + 1, degree: GIVERS, localShare: 1, neighbourhoodViewers: GIVERS + 1 }
  const mesh = buildMesh({ ...whole, random: createRandom(7) })
  const holdings = new Holdings({ mesh, viewers: GIVERS + 1, pieces: PIECES, slots: 1 })
  holdings.open(0)
  const serviceMs = (giver: number) => 20 + 60 * giver
  const requests = new Requests({ mesh, holdings, random: createRandom(seed), serviceMs })

  const edges = [...mesh.from.keys()].filter((edge) => mesh.from[edge] === 0)
  const held = edges.map(() => Array.from({ length: PIECES }, () => draw() < 0.5))
  // every piece has a holder: the engine draws for the others too
  for (let piece = 0; piece < PIECES; piece++) if (!held.some((has) => has[piece])) held[0]?.splice(piece, 1, true)
  for (const [i, edge] of edges.entries()) {
    const has = (piece: number) => held[i]?.[piece] ?? false
    for (const word of [0, 1]) holdings.hear(edge, 0, 0, word, bitsOf(word, has))
  }

  // one pauses, for it said busy
  requests.refused(edges[0] ?? 0, 0, PAUSE_MS / 1000)
  const asked: { piece: number; giver: string }[] = []
  requests.choose({ viewer: 0, slot: 0, nowSeconds: 0, leftMs: LEFT_MS }, (edge, piece) =>
    asked.push({ piece, giver: String(edge) }),
  )
  const chosen = chooseRequests({
    missing: Array.from({ length: PIECES }, (_, piece) => piece),
    givers: edges.map((edge, i) => ({
      id: String(edge),
      outstanding: 0,
      pauseMs: i === 0 ? PAUSE_MS : 0,
      serviceMs: serviceMs(mesh.to[edge] ?? 0) * (i === 0 ? BUSY_SLOWS : 1),
      isDoubted: false,
      has: (piece) => held[i]?.[piece] ?? false,
    })),
    leftMs: LEFT_MS,
    random: createRandom(seed),
  })
  expect(asked).toEqual(chosen)
  expect(asked.length).toBeGreaterThan(GIVERS / 2)
})

function bitsOf(word: number, has: (piece: number) => boolean): number {
  let bits = 0
  for (let bit = 0; bit < 32; bit++) if (word * 32 + bit < PIECES && has(word * 32 + bit)) bits |= 1 << bit
  return bits
}
