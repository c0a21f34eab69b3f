/** A recording's chat around a moment, fetched in windows of a minute and kept while they are near. */

'use client'

import { type ChatLine, chatReplaySchema } from '@shoal/protocol/chat'
import { useEffect, useRef, useState } from 'react'
import { linesUntil, WINDOW_MS, windowsAround } from './replay-windows.ts'

const RETRY_MS = 4000

type Windows = Map<number, readonly ChatLine[]>

export function useReplay(broadcastId: string, positionMs: number | null) {
  const windows = useRef<Windows>(new Map())
  const asked = useRef(new Set<number>())
  const [version, setVersion] = useState(0)
  const [isAway, setAway] = useState(false)
  const current = positionMs === null ? null : Math.floor(positionMs / WINDOW_MS)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another recording begins with nothing
  useEffect(() => {
    windows.current = new Map()
    asked.current = new Set()
  }, [broadcastId])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `version` asks again for what failed
  useEffect(() => {
    if (current === null) return
    const near = windowsAround(current)
    for (const index of windows.current.keys()) if (!near.includes(index)) windows.current.delete(index)
    let isGone = false
    for (const index of near) {
      if (windows.current.has(index) || asked.current.has(index)) continue
      asked.current.add(index)
      fetchWindow(broadcastId, index)
        .then((lines) => {
          windows.current.set(index, lines)
          setAway(false)
          setVersion((before) => before + 1)
        })
        .catch(() => {
          setAway(true)
          setTimeout(() => !isGone && setVersion((before) => before + 1), RETRY_MS)
        })
        .finally(() => asked.current.delete(index))
    }
    return () => {
      isGone = true
    }
  }, [broadcastId, current, version])

  const lines = positionMs === null ? [] : linesUntil(windows.current, positionMs)
  return { lines, isAway, isWaiting: current === null || !windows.current.has(current) }
}

async function fetchWindow(broadcastId: string, index: number): Promise<ChatLine[]> {
  const lines: ChatLine[] = []
  const to = (index + 1) * WINDOW_MS
  for (let from = index * WINDOW_MS; from < to; ) {
    const response = await fetch(`/api/v1/broadcasts/${broadcastId}/chat?from=${from}&to=${to}`)
    if (!response.ok) throw new Error(`chat window: ${response.status}`)
    const page = chatReplaySchema.parse(await response.json())
    lines.push(...page.lines)
    from = Math.max(page.until, from + 1)
  }
  return lines
}
