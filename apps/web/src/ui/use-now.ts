/** The time, again each so often; null until the page has come to life, so that server and browser agree. */

'use client'

import { useEffect, useState } from 'react'

export function useNow(everyMs: number): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
