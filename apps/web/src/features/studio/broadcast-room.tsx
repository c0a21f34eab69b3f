/** One broadcast by itself: how it went, what viewers read of it, and its recording. */

'use client'

import { useTranslations } from 'use-intl/react'
import { Card } from '../../ui/card.tsx'
import { Link } from '../../ui/link.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import type { Analytics } from './analytics-schema.ts'
import { BroadcastFigures } from './broadcast-figures.tsx'
import { PrivacyPill } from './privacy-pill.tsx'
import { RecordingActions, useRecordingWords } from './recording-actions.tsx'
import type { ShownBroadcast } from './shown-broadcast.ts'
import { useStudio } from './studio-provider.tsx'
import { useEndWords } from './use-end-words.ts'
import { useRecording } from './use-recording.ts'
import { WordsForm } from './words-form.tsx'

export function BroadcastRoom({ broadcast, analytics }: { broadcast: ShownBroadcast; analytics: Analytics }) {
  const { slug, title: channelTitle } = useStudio()
  const words = useTranslations('recordings')
  const studioWords = useTranslations('studio')
  const figures = useFigures()
  const recordingWords = useRecordingWords()
  const title = broadcast.title || channelTitle
  const recording = useRecording(broadcast)
  const told = recordingWords(broadcast, recording)
  const bytes = recording?.bytes ?? 0
  const { title: name, description, category, privacy, hasPassword } = broadcast
  const explainEnd = useEndWords('endedThis')
  return (
    <div className="space-y-6">
      <div>
        <Link
          href={`/studio/${slug}/broadcasts`}
          className="inline-flex min-h-9 items-center text-sm font-medium text-sea hover:underline"
        >
          {words('allBroadcasts')}
        </Link>
        <h2 className="text-2xl font-semibold break-words">
          <bdi>{title}</bdi> <PrivacyPill privacy={privacy} />
        </h2>
        <p className="text-ink-soft">
          <LocalTime atMs={broadcast.startedAtMs} />
          {broadcast.source && (
            <>
              {' · '}
              <span dir="ltr">{broadcast.source}</span>
            </>
          )}
        </p>
        {broadcast.endedAtMs !== null && broadcast.endReason !== null && (
          <p className="text-sm text-ink-soft">{explainEnd(broadcast.endReason)}</p>
        )}
      </div>
      {broadcast.endedAtMs === null && <Notice>{words('running')}</Notice>}
      <BroadcastFigures analytics={analytics} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
        <Card title={studioWords('words.title')}>
          <WordsForm
            slug={slug}
            initial={{ title: name, description, category, privacy, hasPassword }}
            of={{ kind: 'past', broadcastId: broadcast.id }}
          />
        </Card>
        <Card
          title={words('recording')}
          aside={bytes > 0 && <span className="text-sm text-ink-soft tabular-nums">{figures.bytes(bytes)}</span>}
        >
          {told !== null && <p className="mb-3 text-ink-soft">{told}</p>}
          <RecordingActions broadcast={broadcast} title={title} />
        </Card>
      </div>
    </div>
  )
}
