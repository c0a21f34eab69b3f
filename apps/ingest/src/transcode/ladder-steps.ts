/** Chooses the steps of a ladder: the best set that fits into what is left of the machine. Pure. */

export type Step = {
  width: number
  height: number
  shortSide: number
  isCopy: boolean
  /** What it costs to encode; 0 for the source itself. */
  pixelsPerSecond: number
}

const MOST_RUNGS = 3
/** Steps that are closer than this are not worth two encodes. */
const SPACING = 0.75

type Wanted = { pixelsPerSecond: number; rungNames: readonly string[] | null }

/** `steps` from the largest down; never empty. One step is always chosen, whether it fits or not. */
export function chooseSteps(steps: readonly Step[], { pixelsPerSecond, rungNames }: Wanted): Step[] {
  const named = steps.filter(({ shortSide }) => rungNames?.includes(`${shortSide}p`))
  const candidates = named.length > 0 ? named : steps
  const isAuto = named.length === 0
  const fitting = subsets(candidates).filter(
    (set) => set.length > 0 && costOf(set) <= pixelsPerSecond && (!isAuto || isSpaced(set)),
  )
  const copied = fitting.filter((set) => set.some(({ isCopy }) => isCopy))
  const [best] = (copied.length > 0 ? copied : fitting).toSorted(byWorth)
  return best ?? candidates.slice(-1)
}

/** Something for slow connections first, then the best picture, then more to choose from, then larger ones. */
function byWorth(a: Step[], b: Step[]): number {
  return (
    Math.min(b.length, 2) - Math.min(a.length, 2) ||
    (b[0]?.shortSide ?? 0) - (a[0]?.shortSide ?? 0) ||
    b.length - a.length ||
    costOf(b) - costOf(a)
  )
}

function isSpaced(set: Step[]): boolean {
  return (
    set.length <= MOST_RUNGS &&
    set.every((step, i) => i === 0 || step.shortSide <= SPACING * (set[i - 1]?.shortSide ?? 0))
  )
}

function costOf(set: Step[]): number {
  return set.reduce((sum, step) => sum + step.pixelsPerSecond, 0)
}

function subsets(steps: readonly Step[]): Step[][] {
  const [first, ...rest] = steps
  if (!first) return [[]]
  return subsets(rest).flatMap((set) => [[first, ...set], set])
}
