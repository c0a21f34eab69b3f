/** One quiet line under a picture of the past: when it was, and how far behind live that is. */

'use client'

import { useEffect, useState } from 'react'
import { formatDate, formatDuration } from '../../ui/figures.ts'

const EVERY_MS = 1000

type PastFiguresProps = { isRecording: boolean; pictureMs: () => number | undefined }

export function PastFigures({ isRecording, pictureMs }: PastFiguresProps) {
  const [shown, setShown] = useState<{ atMs: number; nowMs: number } | null>(null)

  useEffect(() => {
    const look = () => {
      const atMs = pictureMs()
      setShown(atMs === undefined ? null : { atMs, nowMs: Date.now() })
    }
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [pictureMs])

  return (
    <p className="min-h-5 text-sm text-ink-soft tabular-nums">
      {isRecording ? 'Recording' : 'Rewound'}
      {shown && (isRecording ? `, ${formatDate(shown.atMs, shown.nowMs)}` : `, ${behind(shown)} behind live`)}
    </p>
  )
}

function behind({ atMs, nowMs }: { atMs: number; nowMs: number }): string {
  return formatDuration(nowMs - atMs)
}
