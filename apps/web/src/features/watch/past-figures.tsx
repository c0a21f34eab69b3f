/** One quiet line under a picture of the past: when it was, and how far behind live that is. */

'use client'

import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { useDates } from '../../ui/use-dates.ts'
import { useFigures } from '../../ui/use-figures.ts'
import { serverClock } from './server-clock.ts'

const EVERY_MS = 1000

type PastFiguresProps = { isRecording: boolean; pictureMs: () => number | undefined }

export function PastFigures({ isRecording, pictureMs }: PastFiguresProps) {
  const words = useTranslations('watch.figures')
  const figures = useFigures()
  const date = useDates()
  const [shown, setShown] = useState<{ atMs: number; nowMs: number } | null>(null)

  useEffect(() => {
    const look = () => {
      const atMs = pictureMs()
      setShown(atMs === undefined ? null : { atMs, nowMs: serverClock.nowMs() })
    }
    look()
    const timer = setInterval(look, EVERY_MS)
    return () => clearInterval(timer)
  }, [pictureMs])

  return (
    <p className="min-h-5 text-sm text-ink-soft tabular-nums">
      {shown === null && words(isRecording ? 'recording' : 'rewound')}
      {shown !== null &&
        (isRecording
          ? words('recordingOf', { date: date(shown.atMs, 'moment') })
          : words('rewoundBy', { time: figures.duration(shown.nowMs - shown.atMs) }))}
    </p>
  )
}
