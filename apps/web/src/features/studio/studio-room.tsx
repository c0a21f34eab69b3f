/** The studio: picture and state first, then what OBS needs, then what was refused. Moves by itself. */

'use client'

import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { ButtonLink } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { CopyField } from '../../ui/copy-field.tsx'
import { formatDuration } from '../../ui/figures.ts'
import { useEventStream } from '../../ui/use-event-stream.ts'
import { useNow } from '../../ui/use-now.ts'
import { StatePill } from '../channels/state-pill.tsx'
import { Notices } from './notices.tsx'
import { ObsGuide } from './obs-guide.tsx'
import { Preview } from './preview.tsx'
import { Recordings } from './recordings.tsx'
import { Refusals } from './refusals.tsx'
import { SettingsForm } from './settings-form.tsx'
import { type KeyRow, StreamKeys } from './stream-keys.tsx'
import { type StudioEvent, studioEventSchema } from './studio-event.ts'

type StudioRoomProps = {
  slug: string
  initial: StudioEvent
  settings: ChannelSettings
  serverUrl: string
  originUrl: string
  watchUrl: string
  keys: KeyRow[]
}

export function StudioRoom({ slug, initial, settings, serverUrl, originUrl, watchUrl, keys }: StudioRoomProps) {
  const { value: studio, isConnected } = useEventStream(
    `/api/v1/channels/${slug}/studio/events`,
    studioEventSchema,
    initial,
  )
  const now = useNow(1000)
  const { state } = studio.channel
  const router = useRouter()
  const shown = useRef(state)

  // what the page was made with, such as when a key was last used, follows the state
  useEffect(() => {
    if (shown.current === state) return
    shown.current = state
    router.refresh()
  }, [state, router])

  const isOn = state === 'live' || state === 'interrupted'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1.45fr)_minmax(0,1fr)]">
      <div className="space-y-6">
        <section aria-label="Preview" className="overflow-hidden rounded-2xl border border-line bg-surface">
          <Preview slug={slug} event={studio.channel} endReason={studio.endReason} originUrl={originUrl} />
          <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-1 px-5 py-3" aria-live="polite">
            <StatePill state={state} />
            {isOn && studio.liveAtMs !== null && now !== null && (
              <span className="font-medium tabular-nums">{formatDuration(now - studio.liveAtMs)}</span>
            )}
            {isOn && studio.source && <span className="text-sm text-ink-soft">{studio.source}</span>}
            {!isConnected && <span className="text-sm text-warn">Connection to the server lost, trying again…</span>}
          </div>
        </section>
        <Notices notices={studio.notices} now={now} />
        <Recordings slug={slug} recordings={studio.recordings} originUrl={originUrl} now={now} />
        <Refusals refusals={studio.refusals} now={now} />
      </div>
      <div className="space-y-6">
        <Card title="Broadcast with OBS">
          <div className="space-y-5">
            <CopyField label="Server" value={serverUrl} />
            <StreamKeys slug={slug} keys={keys} now={now} />
            <ObsGuide />
          </div>
        </Card>
        <Card title="Share">
          <div className="space-y-4">
            <CopyField label="Watch page" value={watchUrl} />
            <ButtonLink href={`/@${slug}`} look="quiet" size="small" prefetch={false}>
              Open the watch page
            </ButtonLink>
          </div>
        </Card>
        <Card title="Settings">
          <SettingsForm slug={slug} settings={settings} />
        </Card>
      </div>
    </div>
  )
}
