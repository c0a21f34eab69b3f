/** How the channel broadcasts, in plain words. What is saved counts from the next broadcast on. */

'use client'

import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { TickBox } from '../../ui/tick-box.tsx'
import { LadderField } from './ladder-field.tsx'
import { numberOf, reconnectOptions, retentionOptions, rewindOptions, UNSET } from './settings-options.ts'

const LATENCY_OPTIONS = [
  { value: 'balanced', label: 'Balanced' },
  { value: 'low', label: 'Low latency' },
] as const

const LATENCY_MEANING: Record<ChannelSettings['latencyMode'], string> = {
  balanced: 'Viewers are about 8 s behind you. Weak connections keep up, and viewers carry most of the load.',
  low: 'Viewers are about 5 s behind you, for when you talk with them. Weak connections stall sooner.',
}

type Outcome = 'saved' | 'signed-out' | 'failed' | null

export function SettingsForm({ slug, settings }: { slug: string; settings: ChannelSettings }) {
  const [saved, setSaved] = useState(settings)
  const [draft, setDraft] = useState(settings)
  const [outcome, setOutcome] = useState<Outcome>(null)
  const [isBusy, setBusy] = useState(false)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)

  function change(changed: Partial<ChannelSettings>) {
    setOutcome(null)
    setDraft({ ...draft, ...changed })
  }

  async function save() {
    setBusy(true)
    const sent = await sendJson('PUT', `/api/v1/channels/${slug}/settings`, draft)
    setBusy(false)
    if (sent.kind === 'answered' && sent.status === 204) {
      setSaved(draft)
      setOutcome('saved')
    } else setOutcome(sent.kind === 'answered' && sent.status === 403 ? 'signed-out' : 'failed')
  }

  return (
    <form
      className="space-y-6"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <div>
        <p className="mb-1.5 font-medium">Latency</p>
        <Choice
          label="Latency"
          options={LATENCY_OPTIONS}
          value={draft.latencyMode}
          onChange={(latencyMode) => change({ latencyMode })}
        />
        <p className="mt-1.5 text-sm text-ink-soft" aria-live="polite">
          {LATENCY_MEANING[draft.latencyMode]}
        </p>
      </div>
      <LadderField ladder={draft.ladder} onChange={(ladder) => change({ ladder })} />
      <Select
        label="If your connection breaks"
        hint="How long the broadcast waits for you. Viewers keep the last picture until you are back."
        options={reconnectOptions(saved.reconnectSeconds)}
        value={draft.reconnectSeconds === null ? UNSET : String(draft.reconnectSeconds)}
        onChange={(value) => change({ reconnectSeconds: numberOf(value) })}
      />
      <Select
        label="Rewind"
        hint="How far back viewers can go while you are live. It is kept on the server’s disk."
        options={rewindOptions(saved.rewindSeconds)}
        value={String(draft.rewindSeconds)}
        onChange={(value) => change({ rewindSeconds: Number(value) })}
      />
      <TickBox
        label="Record broadcasts"
        hint="The watch page turns into the recording when a broadcast ends."
        checked={draft.isRecorded}
        onChange={(isRecorded) => change({ isRecorded })}
      />
      <Select
        label="Keep recordings"
        hint="Counted from the end of each broadcast. This one counts at once, for old recordings too."
        options={retentionOptions(saved.retentionDays)}
        value={draft.retentionDays === null ? UNSET : String(draft.retentionDays)}
        onChange={(value) => change({ retentionDays: numberOf(value) })}
      />
      {outcome === 'signed-out' && <Notice tone="bad">You are not signed in any more. Sign in and save again.</Notice>}
      {outcome === 'failed' && <Notice tone="bad">That was not saved. The server may be away: try again.</Notice>}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" disabled={!isChanged || isBusy}>
          {isBusy ? 'Saving…' : 'Save'}
        </Button>
        <p className="text-sm text-ink-soft" aria-live="polite">
          {outcome === 'saved' ? 'Saved. It counts from the next broadcast on.' : 'Counts from the next broadcast on.'}
        </p>
      </div>
    </form>
  )
}
