/** What takes long to make is made part by part, a task each, so that the page answers in between. */

'use client'

import { useEffect, useState } from 'react'

/** How many of the parts are to be made by now; it ends with all of them. */
export function useParts(parts: number): number {
  const [made, setMade] = useState(1)
  useEffect(() => {
    if (made >= parts) return
    const timer = setTimeout(() => setMade(made + 1))
    return () => clearTimeout(timer)
  }, [made, parts])
  return made
}
