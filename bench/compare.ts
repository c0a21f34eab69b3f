/** Two sides turn about in one run, compared by the medians of what each round gave: a busy machine slows both. */

/** Figures of one round, by name; the same names on both sides. */
export type Figures = Record<string, number>
export type Side = () => Promise<Figures>
export type Comparison = {
  ours: Figures
  peer: Figures
  /** Ours over the peer's, the median over the rounds. */
  ratio: Figures
}

export async function compare({ ours, peer, rounds }: { ours: Side; peer: Side; rounds: number }): Promise<Comparison> {
  await ours() // the first of each warms it up
  await peer()
  const pairs: { ours: Figures; peer: Figures }[] = []
  for (let round = 0; round < rounds; round++) {
    const isOursFirst = round % 2 === 0
    const first = await (isOursFirst ? ours() : peer())
    const second = await (isOursFirst ? peer() : ours())
    pairs.push(isOursFirst ? { ours: first, peer: second } : { ours: second, peer: first })
  }
  return {
    ours: medians(pairs.map((pair) => pair.ours)),
    peer: medians(pairs.map((pair) => pair.peer)),
    ratio: medians(pairs.map((pair) => quotients(pair.ours, pair.peer))),
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

/** The last line of every benchmark: one JSON object. */
export function printResult(result: { bench: string; [key: string]: unknown }): void {
  console.log(JSON.stringify(result, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)))
}

function medians(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? Number.NaN))]))
}

function quotients(ours: Figures, peer: Figures): Figures {
  return Object.fromEntries(Object.entries(ours).map(([name, value]) => [name, value / (peer[name] ?? Number.NaN)]))
}
