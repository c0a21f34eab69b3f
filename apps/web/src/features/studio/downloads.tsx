/** A recording as a file: choose a rung, see it being made, fetch it. */

'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import type { ShownRecording } from './use-recording.ts'

type DownloadsProps = {
  broadcastId: string
  recording: Pick<ShownRecording, 'rungs' | 'exports'>
  onExport: (rung: string) => Promise<unknown>
}

export function Downloads({ broadcastId, recording, onExport }: DownloadsProps) {
  const words = useTranslations('recordings')
  const figures = useFigures()
  const [isOpen, setOpen] = useState(recording.exports.some(({ state }) => state !== 'failed'))
  const [asked, setAsked] = useState<readonly string[]>([])
  const { rungs, exports } = recording
  const nameOf = (rung: string) => (rung === 'audio' ? words('sound') : rung)

  async function ask(rung: string) {
    setAsked([...asked, rung])
    await onExport(rung)
    setAsked((before) => before.filter((one) => one !== rung))
  }

  return (
    <>
      <Button look="quiet" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {words('download')}
      </Button>
      {isOpen && (
        <ul
          aria-label={words('downloads')}
          className="order-last w-full divide-y divide-line rounded-xl border border-line text-sm"
        >
          {rungs.map((rung) => {
            const made = exports.find((one) => one.rung === rung)
            return (
              <li key={rung} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-1.5">
                <span className="w-14 font-medium">{nameOf(rung)}</span>
                {made?.state === 'ready' && (
                  <a
                    href={`/api/v1/broadcasts/${broadcastId}/files/${rung}`}
                    download
                    className="ms-auto inline-flex min-h-9 items-center gap-2 font-medium text-sea hover:underline"
                  >
                    <Download aria-hidden className="size-4" />
                    {made.bytes === null ? 'MP4' : words('mp4', { bytes: figures.bytes(made.bytes) })}
                  </a>
                )}
                {(made?.state === 'waiting' || made?.state === 'running') && (
                  <Making rung={nameOf(rung)} progress={made.state === 'waiting' ? null : made.progress} />
                )}
                {(made === undefined || made.state === 'failed') && (
                  <>
                    {made && <span className="text-bad">{words('fileFailed')}</span>}
                    <Button
                      look="quiet"
                      size="small"
                      className="ms-auto"
                      isBusy={asked.includes(rung)}
                      onClick={() => void ask(rung)}
                    >
                      {made ? words('tryAgain') : words('makeFile')}
                    </Button>
                  </>
                )}
              </li>
            )
          })}
        </ul>
      )}
    </>
  )
}

function Making({ rung, progress }: { rung: string; progress: number | null }) {
  const words = useTranslations('recordings')
  const figures = useFigures()
  return (
    <>
      <progress
        aria-label={words('making', { rung })}
        {...(progress === null ? {} : { value: progress })}
        className="h-1.5 min-w-20 flex-1 appearance-none overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-sea [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-sea"
      />
      <span className="text-ink-soft tabular-nums">
        {progress === null ? words('waiting') : figures.share(progress)}
      </span>
    </>
  )
}
