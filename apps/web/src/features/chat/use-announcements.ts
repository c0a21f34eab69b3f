/**
 * How a screen reader hears a chat: as it comes while it is calm (the list itself is a polite log), and as a count every
 * few seconds while more comes than can be read out.
 */

'use client'

import { useEffect, useRef, useState } from 'react'

const EVERY_MS = 6000
/** Lines in that time that can still be listened to. */
const CALM_LINES = 3

export function useAnnouncements(arrived: number, isReady: boolean): { live: 'polite' | 'off'; unheard: number } {
  const [state, setState] = useState<{ live: 'polite' | 'off'; unheard: number }>({ live: 'off', unheard: 0 })
  const seen = useRef(arrived)
  const latest = useRef(arrived)
  latest.current = arrived
  useEffect(() => {
    if (!isReady) return
    // what was there before is not news
    const first = setTimeout(() => setState({ live: 'polite', unheard: 0 }), 1000)
    const timer = setInterval(() => {
      const fresh = latest.current - seen.current
      seen.current = latest.current
      setState(fresh > CALM_LINES ? { live: 'off', unheard: fresh } : { live: 'polite', unheard: 0 })
    }, EVERY_MS)
    return () => {
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [isReady])
  return state
}
