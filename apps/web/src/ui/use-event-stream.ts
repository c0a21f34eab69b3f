/** The latest server-sent event of a URL, checked by its schema; comes back by itself when the connection is lost. */

'use client'

import { startTransition, useEffect, useState } from 'react'
import type { Reads } from './reads.ts'

/** EventSource gives up on an HTTP error, such as a server that is restarting behind its proxy. */
const REOPEN_MS = 3000

type Stream<T> = { value: T; isConnected: boolean }

/** `reads` may come later than the page, with the first event. It has to stay the same. */
export function useEventStream<T>(url: string, reads: Reads<T> | (() => Promise<Reads<T>>), initial: T): Stream<T> {
  const [value, setValue] = useState(initial)
  const [isConnected, setConnected] = useState(true)

  useEffect(() => {
    let source: EventSource
    let timer: ReturnType<typeof setTimeout> | undefined
    const open = () => {
      source = new EventSource(url)
      source.onopen = () => setConnected(true)
      source.onmessage = async (message) => {
        const schema = typeof reads === 'function' ? await reads() : reads
        const { data } = schema.safeParse(parseJson(message.data))
        if (data !== undefined) startTransition(() => setValue(data))
      }
      source.onerror = () => {
        setConnected(false)
        if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS)
      }
    }
    open()
    return () => {
      clearTimeout(timer)
      source.close()
    }
  }, [url, reads])

  return { value, isConnected }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
