/** Which rung's swarm a viewer is in: the one that it loads, from the first picture on, and not for a passing change. */

/** A rung that plays for less than this is left again before its swarm is any use. */
export const LEAST_RUNG_MS = 4000

export type RungSwarm = {
  /** The decoder takes its segments from this rung now. */
  loads(rung: string): void
  /** There is a picture: until then a viewer waits for nobody, and connects to nobody. */
  pictured(): void
  stop(): void
}

/** `join` hears of the first rung at once, and of a later one when it has lasted. */
export function createRungSwarm(join: (rung: string) => void): RungSwarm {
  let isPictured = false
  let loading: string | null = null
  let joined: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function settle(): void {
    if (!isPictured || loading === null || loading === joined) return
    joined = loading
    join(joined)
  }

  return {
    loads(rung) {
      if (rung === loading) return
      loading = rung
      clearTimeout(timer)
      if (joined === null) settle()
      else timer = setTimeout(settle, LEAST_RUNG_MS)
    },
    pictured() {
      isPictured = true
      if (joined === null) settle()
    },
    stop: () => clearTimeout(timer),
  }
}
