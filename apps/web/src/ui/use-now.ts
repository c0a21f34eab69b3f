/** The time, again each so often; null until the page has come to life, so that server and browser agree. */

'use client'

import { startTransition, useEffect, useState } from 'react'
import { whenIdle } from './when-idle.ts'

export function useNow(everyMs: number): number | null {
  const [now, setNow] = useState<number | null>(null)
  useEffect(() => {
    let isGone = false
    const take = () => startTransition(() => setNow(Date.now()))
    void wakeNumbers().then(() => isGone || take())
    const timer = setInterval(take, everyMs)
    return () => {
      isGone = true
      clearInterval(timer)
    }
  }, [everyMs])
  return now
}

/** The first number that a browser writes takes it ten times as long as all others, as it reads its tables: a task of its own. */
async function wakeNumbers(): Promise<void> {
  await whenIdle()
  new Intl.NumberFormat().format(0)
  await whenIdle()
}
