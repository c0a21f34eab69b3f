/** An element of the page once it is there, for hooks that listen to it. */

'use client'

import { type RefCallback, startTransition, useCallback, useState } from 'react'

/** In a transition: who sets a state while the page is put together has all of it rendered again at once. */
export function useElement<T extends Element>(): [T | null, RefCallback<T>] {
  const [element, setElement] = useState<T | null>(null)
  const ref = useCallback((found: T | null) => startTransition(() => setElement(found)), [])
  return [element, ref]
}
