/** False while the page is what the server wrote; then what only the browser knows may be shown. */

'use client'

import { startTransition, useEffect, useState } from 'react'

/** Not `useSyncExternalStore`: where server and browser differ, it renders all of the page anew in one long task. */
export function useIsHydrated(): boolean {
  const [isHydrated, setHydrated] = useState(false)
  useEffect(() => startTransition(() => setHydrated(true)), [])
  return isHydrated
}
