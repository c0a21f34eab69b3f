/** The channel's recordings: watch, download, delete. Moves by itself. */

'use client'

import { useState } from 'react'
import { Card } from '../../ui/card.tsx'
import { formatBytes } from '../../ui/figures.ts'
import { Notice } from '../../ui/notice.tsx'
import { sendJson } from '../../ui/send-json.ts'
import type { StudioRecording } from '../recordings/recording-event.ts'
import { RecordingItem } from './recording-item.tsx'

type RecordingsProps = { slug: string; recordings: StudioRecording[]; originUrl: string; now: number | null }

export function Recordings({ slug, recordings, originUrl, now }: RecordingsProps) {
  const [problem, setProblem] = useState<string | null>(null)
  const totalBytes = recordings.reduce((sum, { bytes }) => sum + bytes, 0)

  async function run(method: 'POST' | 'DELETE', path: string, body?: unknown) {
    setProblem(null)
    const sent = await sendJson(method, `/api/v1/channels/${slug}/recordings/${path}`, body)
    if (sent.kind === 'answered' && sent.status < 300) return
    setProblem('That did not work. Check that you are still signed in, and try again.')
  }

  return (
    <Card
      title="Recordings"
      aside={totalBytes > 0 && <span className="text-sm text-ink-soft tabular-nums">{formatBytes(totalBytes)}</span>}
    >
      {problem && (
        <div className="mb-4">
          <Notice tone="bad">{problem}</Notice>
        </div>
      )}
      {recordings.length === 0 ? (
        <p className="text-ink-soft">
          None yet. Each broadcast is recorded while it runs, and is here to watch, download or delete a moment after it
          ends.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {recordings.map((recording) => (
            <RecordingItem
              key={recording.broadcastId}
              recording={recording}
              originUrl={originUrl}
              now={now}
              onExport={(rung) => run('POST', `${recording.broadcastId}/exports`, { rung })}
              onDelete={() => run('DELETE', recording.broadcastId)}
            />
          ))}
        </ul>
      )}
    </Card>
  )
}
