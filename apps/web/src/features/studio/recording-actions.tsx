/** What can be done with a recording: watch, download, publish or hide, delete. */

'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Downloads } from './downloads.tsx'
import type { ShownBroadcast } from './shown-broadcast.ts'
import { useStudio } from './studio-provider.tsx'
import { type ShownRecording, useRecording } from './use-recording.ts'
import { useSend } from './use-send.ts'

type RecordingActionsProps = { broadcast: ShownBroadcast; title: string; children?: React.ReactNode }

export function RecordingActions({ broadcast, title, children }: RecordingActionsProps) {
  const { slug } = useStudio()
  const words = useTranslations('recordings')
  const router = useRouter()
  const send = useSend(slug)
  const [problem, setProblem] = useState<string | null>(null)
  const [note, setNote] = useState<string | null>(null)
  const recording = useRecording(broadcast)
  const isListed = broadcast.privacy === 'public'

  async function run(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, said: string | null = null) {
    setProblem(null)
    setNote(null)
    const done = await send(method, path, body)
    if (!done.isDone) return setProblem(done.problem)
    setNote(said)
    router.refresh()
  }

  function list() {
    const privacy = isListed ? 'unlisted' : 'public'
    const said = words(isListed ? 'unlisted' : 'published')
    return run('PATCH', `/broadcasts/${broadcast.id}`, { privacy }, said)
  }

  const isReady = recording?.state === 'ready'
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-start gap-2">
        {isReady && (
          <ButtonLink href={`/watch/${broadcast.id}`} look="quiet" size="small">
            {words('watch')}
          </ButtonLink>
        )}
        {children}
        {isReady && (
          <Downloads
            broadcastId={broadcast.id}
            recording={recording}
            onExport={(rung) => run('POST', `/recordings/${broadcast.id}/exports`, { rung })}
          />
        )}
        {isReady && (
          <Button look="quiet" size="small" onClick={() => void list()}>
            {words(isListed ? 'unlist' : 'publish')}
          </Button>
        )}
        {(isReady || recording?.state === 'failed') && (
          <ConfirmButton
            look="danger"
            size="small"
            question={words('deleteOf', { title })}
            consequence={words('deleteText')}
            deed={words('deed')}
            onConfirm={() => void run('DELETE', `/recordings/${broadcast.id}`)}
          >
            {words('delete')}
          </ConfirmButton>
        )}
      </div>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <p role="status" className="text-sm text-ink-soft empty:hidden">
        {note}
      </p>
    </div>
  )
}

/** What became of the recording, in a few words. */
export function useRecordingWords(): (broadcast: ShownBroadcast, recording: ShownRecording | null) => string | null {
  const words = useTranslations('recordings')
  return (broadcast, recording) => {
    switch (recording?.state) {
      case undefined:
        return words('states.none')
      case 'recording':
        return words(broadcast.endedAtMs === null ? 'states.recording' : 'states.finishing')
      case 'failed':
        return recording.error ? words('states.failedWhy', { why: recording.error }) : words('states.failed')
      case 'deleting':
        return words('states.deleting')
      case 'deleted':
        return words('states.deleted')
      default:
        return null
    }
  }
}
