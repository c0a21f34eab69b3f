/** A value that this browser keeps, the same in all its tabs; in memory alone where it keeps nothing. */

'use client'

import { startTransition, useEffect, useState } from 'react'
import type { Reads } from '../../ui/reads.ts'

export type Kept<T> = { read(): T; write(value: T): void; use(): T | null }

/**
 * `use` is null until the page has come to life: while the server renders, nobody can know. `reads` is called when there
 * is something to read: most viewers come for the first time.
 */
export function kept<T>(key: string, reads: () => Reads<T>, fallback: T): Kept<T> {
  const listeners = new Set<() => void>()
  let unkept: T | null = null
  let last: { text: string; value: T } | null = null

  function read(): T {
    if (unkept !== null) return unkept
    const text = stored(key)
    if (text === null) return fallback
    if (last?.text !== text) last = { text, value: reads().safeParse(parse(text)).data ?? fallback }
    return last.value
  }

  function write(value: T): void {
    const text = JSON.stringify(value)
    last = { text, value }
    try {
      localStorage.setItem(key, text)
      unkept = null
    } catch {
      unkept = value // private windows, and frames of other sites
    }
    for (const listener of listeners) listener()
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener)
    addEventListener('storage', listener)
    return () => {
      listeners.delete(listener)
      removeEventListener('storage', listener)
    }
  }

  return { read, write, use: () => useKept(read, subscribe) }
}

function useKept<T>(read: () => T, subscribe: (listener: () => void) => () => void): T | null {
  const [value, setValue] = useState<T | null>(null)
  useEffect(() => {
    startTransition(() => setValue(read))
    return subscribe(() => setValue(read))
  }, [read, subscribe])
  return value
}

function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

/** Plain words are themselves: `on` was written before this file was. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
