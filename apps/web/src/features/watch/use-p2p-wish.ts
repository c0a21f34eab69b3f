/** Whether this viewer helps to carry broadcasts: kept in this browser, the same in all its tabs. */

'use client'

import { type P2pMode, p2pModeSchema } from '@shoal/protocol/ticket'
import { useSyncExternalStore } from 'react'

const KEY = 'shoal.p2p'
const DEFAULT: P2pMode = 'on'
const listeners = new Set<() => void>()

/** Used where the browser keeps nothing, as in some private windows. */
let unkept: P2pMode | null = null

/** Null while the server renders, where nobody can know. */
export function useP2pWish(): [P2pMode | null, (wish: P2pMode) => void] {
  return [useSyncExternalStore(subscribe, read, () => null), write]
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}

function read(): P2pMode {
  try {
    return p2pModeSchema.safeParse(localStorage.getItem(KEY)).data ?? unkept ?? DEFAULT
  } catch {
    return unkept ?? DEFAULT
  }
}

function write(wish: P2pMode): void {
  unkept = wish
  try {
    localStorage.setItem(KEY, wish)
  } catch {
    // `unkept` holds it until the page is closed
  }
  for (const listener of listeners) listener()
}
