/** Whether what players claim and what the origin measured agree, as a sentence for the operator. Pure. */

/** The two are said to agree within this many hundredths. */
const AGREES_WITHIN = 0.05

export type Comparison = { kind: 'nothing-yet' } | { kind: 'agree' } | { kind: 'differ'; sentence: string }

export function compareOffload(claimed: number | null, measured: number | null): Comparison {
  if (claimed === null || measured === null) return { kind: 'nothing-yet' }
  const difference = claimed - measured
  if (Math.abs(difference) <= AGREES_WITHIN) return { kind: 'agree' }
  const points = Math.round(Math.abs(difference) * 100)
  return {
    kind: 'differ',
    sentence:
      difference > 0
        ? `Players claim ${points} points more than the origin measured: some of them count wrongly, or someone fetches segments without reporting. Trust the measured figure.`
        : `Players claim ${points} points less than the origin measured: reports of some viewers are missing. Trust the measured figure.`,
  }
}
