/** The studio's first part: picture and state, then the way there or how it goes, then what viewers read. */

'use client'

import { Users } from 'lucide-react'
import { useState } from 'react'
import { useFormatter, useTranslations } from 'use-intl/react'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { formatDuration } from '../../ui/figures.ts'
import { StatePill } from '../channels/state-pill.tsx'
import { type Announced, AnnounceForm } from './announce-form.tsx'
import { EndButton } from './end-button.tsx'
import { GoLiveCard, type UsableKey } from './go-live-card.tsx'
import { HealthCard } from './health-card.tsx'
import { judgeHealth } from './judge-health.ts'
import { newsBeside } from './news-beside.ts'
import { Notices } from './notices.tsx'
import { Preview } from './preview.tsx'
import { Refusals } from './refusals.tsx'
import { useStudio } from './studio-provider.tsx'
import { type SetWords, WordsForm } from './words-form.tsx'

type LiveRoomProps = {
  /** Of another server, where the channel shows that one's; null where somebody publishes to it. */
  playlist: string | null
  keys: UsableKey[]
  next: SetWords
  /** Of the broadcast that runs. */
  current: (SetWords & { broadcastId: string }) | null
  announced: Announced
}

export function LiveRoom({ playlist, keys, next, current, announced }: LiveRoomProps) {
  const { slug, studio, samples, now, watchUrl } = useStudio()
  const words = useTranslations('studio')
  const format = useFormatter()
  const [isPreviewed, setPreviewed] = useState(false)
  const { state } = studio.channel
  const isOn = state === 'live' || state === 'interrupted'
  const judgement = judgeHealth(studio.health, samples, studio.serverAtMs)
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
      <section
        aria-label={words('preview.label')}
        className="overflow-hidden rounded-2xl border border-line bg-surface lg:col-start-1"
      >
        <Preview
          isElsewhere={playlist !== null}
          slug={slug}
          event={studio.channel}
          endReason={studio.endReason}
          onPicture={setPreviewed}
        />
        <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
          <span role="status">
            <StatePill state={state} />
          </span>
          {isOn && studio.liveAtMs !== null && now !== null && (
            <span className="font-medium tabular-nums">{formatDuration(now - studio.liveAtMs)}</span>
          )}
          {isOn && studio.viewers !== null && (
            <span className="inline-flex items-center gap-1.5 text-sm tabular-nums">
              <Users aria-hidden className="size-4 text-ink-soft" />
              <span aria-hidden>{format.number(studio.viewers)}</span>
              <span className="sr-only">{words('list.watching', { count: studio.viewers })}</span>
            </span>
          )}
          {isOn && studio.source && (
            <span dir="ltr" className="text-sm text-ink-soft">
              {studio.source}
            </span>
          )}
          <span className="grow" />
          {(isOn || state === 'starting') && <EndButton />}
        </div>
      </section>
      <div className="space-y-6 lg:col-start-2 lg:row-span-2 lg:row-start-1">
        {playlist === null ? (
          <GoLiveCard keys={keys} isPreviewed={isPreviewed && state === 'live'} />
        ) : (
          <Card title={words('elsewhere.title')}>
            <div className="space-y-4">
              <p>{words('elsewhere.text')}</p>
              <CopyField label={words('elsewhere.playlist')} value={playlist} />
            </div>
          </Card>
        )}
        {(isOn || state === 'starting') && <HealthCard judgement={judgement} />}
        <Card title={words('share.title')}>
          <div className="space-y-4">
            <CopyField label={words('share.watchPage')} value={watchUrl} />
            <ButtonLink href={`/@${slug}`} look="quiet" size="small">
              {words('share.open')}
            </ButtonLink>
          </div>
        </Card>
      </div>
      <div className="space-y-6 lg:col-start-1">
        <Notices notices={newsBeside(judgement.advice, studio.notices)} now={now} />
        <Card title={words('words.title')}>
          {current ? (
            <WordsForm
              key={current.broadcastId}
              slug={slug}
              initial={current}
              of={{ kind: 'live', broadcastId: current.broadcastId }}
            />
          ) : (
            <WordsForm key="next" slug={slug} initial={next} of={{ kind: 'next' }} />
          )}
        </Card>
        <AnnounceForm announced={announced} />
        <Refusals refusals={studio.refusals} now={now} />
      </div>
    </div>
  )
}
