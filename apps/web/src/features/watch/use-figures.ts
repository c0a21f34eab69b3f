/** A player's snapshot, as of a second ago. */

'use client'

import { startTransition, useEffect, useState } from 'react'

const EVERY_MS = 1000

/** `snapshot` has to stay the same function. */
export function useFigures<T>(snapshot: () => T | null): T | null {
  const [figures, setFigures] = useState<T | null>(null)

  useEffect(() => {
    const timer = setInterval(() => startTransition(() => setFigures(snapshot())), EVERY_MS)
    return () => clearInterval(timer)
  }, [snapshot])

  return figures
}
