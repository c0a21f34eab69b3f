/** The latest server-sent event of a URL, checked by its schema; comes back by itself when the connection is lost. */

'use client'

import { useEffect, useState } from 'react'
import type { Reads } from './reads.ts'

/** EventSource gives up on an HTTP error, such as a server that is restarting behind its proxy. */
const REOPEN_MS = 3000

export function useEventStream<T>(url: string, schema: Reads<T>, initial: T): { value: T; isConnected: boolean } {
  const [value, setValue] = useState(initial)
  const [isConnected, setConnected] = useState(true)

  useEffect(() => {
    let source: EventSource
    let timer: ReturnType<typeof setTimeout> | undefined
    const open = () => {
      source = new EventSource(url)
      source.onopen = () => setConnected(true)
      source.onmessage = (message) => {
        const { data } = schema.safeParse(parseJson(message.data))
        if (data !== undefined) setValue(data)
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
  }, [url, schema])

  return { value, isConnected }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
