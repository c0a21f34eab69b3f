/** The time, again each so often; null until the page has come to life, so that server and browser agree. */

'use client'

import { useEffect, useState } from 'react'
import { whenIdle } from './when-idle.ts'

export function useNow(everyMs: number): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    let isGone = false
    void whenIdle().then(() => isGone || setNow(Date.now())) // the first time that is written takes the browser long
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => {
      isGone = true
      clearInterval(timer)
    }
  }, [everyMs])
  return now
}
