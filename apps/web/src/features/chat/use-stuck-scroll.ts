/** Keeps a list at its end while it grows, unless its reader has scrolled away from there. */

'use client'

import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

const NEAR_PX = 48

export function useStuckScroll(list: RefObject<HTMLElement | null>, version: unknown) {
  const [isAtEnd, setAtEnd] = useState(true)
  const stuck = useRef(true)

  // biome-ignore lint/correctness/useExhaustiveDependencies: what grows the list is what moves it
  useLayoutEffect(() => {
    const element = list.current
    if (element && stuck.current) element.scrollTop = element.scrollHeight
  }, [list, version])

  const onScroll = useCallback(() => {
    const element = list.current
    if (!element) return
    stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX
    setAtEnd(stuck.current)
  }, [list])

  const toEnd = useCallback(() => {
    stuck.current = true
    setAtEnd(true)
    const element = list.current
    if (element) element.scrollTop = element.scrollHeight
  }, [list])

  return { isAtEnd, onScroll, toEnd }
}
