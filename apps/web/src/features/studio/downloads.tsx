/** A recording as a file: choose a rung, see it being made, fetch it. */

'use client'

import { Download } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatShare } from '../../ui/figures.ts'
import { downloadUrl } from '../recordings/broadcast-urls.ts'
import type { StudioRecording } from '../recordings/recording-event.ts'

type DownloadsProps = {
  recording: StudioRecording
  originUrl: string
  onExport: (rung: string) => Promise<void>
}

export function Downloads({ recording, originUrl, onExport }: DownloadsProps) {
  const [isOpen, setOpen] = useState(recording.exports.some(({ state }) => state !== 'failed'))
  const [asked, setAsked] = useState<readonly string[]>([])
  const { rungs, exports, broadcastId } = recording

  async function ask(rung: string) {
    setAsked([...asked, rung])
    await onExport(rung)
    setAsked((before) => before.filter((one) => one !== rung))
  }

  return (
    <>
      <Button look="quiet" size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Download
      </Button>
      {isOpen && (
        <ul className="order-last w-full divide-y divide-line rounded-xl border border-line text-sm">
          {rungs.map((rung) => {
            const made = exports.find((one) => one.rung === rung)
            return (
              <li key={rung} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-3.5 py-1.5">
                <span className="w-14 font-medium">{rung === 'audio' ? 'Sound' : rung}</span>
                {made?.state === 'ready' && (
                  <a
                    href={downloadUrl(originUrl, { broadcastId, ...made })}
                    download
                    className="ml-auto inline-flex min-h-9 items-center gap-2 font-medium text-sea hover:underline"
                  >
                    <Download aria-hidden className="size-4" />
                    MP4{made.bytes !== null && `, ${formatBytes(made.bytes)}`}
                  </a>
                )}
                {(made?.state === 'waiting' || made?.state === 'running') && (
                  <Making rung={rung} progress={made.state === 'waiting' ? null : made.progress} />
                )}
                {(made === undefined || made.state === 'failed') && (
                  <>
                    {made && <span className="text-bad">That did not work</span>}
                    <Button
                      look="quiet"
                      size="small"
                      className="ml-auto"
                      disabled={asked.includes(rung)}
                      onClick={() => void ask(rung)}
                    >
                      {made ? 'Try again' : 'Make the file'}
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
  return (
    <>
      <progress
        aria-label={`Making ${rung}`}
        {...(progress === null ? {} : { value: progress })}
        className="h-1.5 min-w-20 flex-1 appearance-none overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-sea [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-sea"
      />
      <span className="text-ink-soft tabular-nums">{progress === null ? 'Waiting…' : formatShare(progress)}</span>
    </>
  )
}
