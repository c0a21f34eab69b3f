/** How the channel broadcasts, in plain words. What is saved counts from the next broadcast on. */

'use client'

import type { ChannelSettings } from '@shoal/protocol/channel-settings'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { changedFields } from '../../ui/changed-fields.ts'
import { Choice } from '../../ui/choice.tsx'
import { Select } from '../../ui/select.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { LadderField } from './ladder-field.tsx'
import { IDLE, SaveRow, type SaveState } from './save-row.tsx'
import { numberOf, reconnectChoices, retentionChoices, rewindChoices, UNSET } from './settings-options.ts'
import { useLengths } from './use-lengths.ts'
import { useSend } from './use-send.ts'

type SettingsFormProps = {
  slug: string
  settings: ChannelSettings
  /** What the server does with recordings of channels that set nothing; null keeps them. */
  serverRetentionDays: number | null
}

export function SettingsForm({ slug, settings, serverRetentionDays }: SettingsFormProps) {
  const words = useTranslations('studio')
  const formatLength = useLengths()
  const send = useSend(slug)
  const [saved, setSaved] = useState(settings)
  const [draft, setDraft] = useState(settings)
  const [state, setState] = useState<SaveState>(IDLE)
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved)
  const keptByServer =
    serverRetentionDays === null
      ? words('settings.foreverAsServer')
      : words('settings.keepAsServer', { time: words('settings.days', { days: serverRetentionDays }) })
  const option = (value: number, label: string) => ({ value: String(value), label })

  function change(changed: Partial<ChannelSettings>) {
    setState(IDLE)
    setDraft({ ...draft, ...changed })
  }

  async function save() {
    setState({ kind: 'saving' })
    const done = await send('PATCH', '/settings', changedFields(saved, draft))
    if (!done.isDone) return setState({ kind: 'failed', problem: done.problem })
    setSaved(draft)
    setState({ kind: 'saved' })
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
        <p className="mb-1.5 font-medium">{words('settings.latency')}</p>
        <Choice
          label={words('settings.latency')}
          options={[
            { value: 'balanced', label: words('settings.balanced') },
            { value: 'low', label: words('settings.low') },
          ]}
          value={draft.latencyMode}
          onChange={(latencyMode) => change({ latencyMode })}
        />
        <p className="mt-1.5 text-sm text-ink-soft" aria-live="polite">
          {words(draft.latencyMode === 'low' ? 'settings.lowText' : 'settings.balancedText')}
        </p>
      </div>
      <LadderField ladder={draft.ladder} onChange={(ladder) => change({ ladder })} />
      <Select
        label={words('settings.reconnect')}
        hint={words('settings.reconnectHint')}
        options={[
          { value: UNSET, label: words('settings.serverDefault') },
          ...reconnectChoices(saved.reconnectSeconds).map((seconds) =>
            option(seconds, seconds === 0 ? words('settings.endAtOnce') : formatLength(seconds)),
          ),
        ]}
        value={draft.reconnectSeconds === null ? UNSET : String(draft.reconnectSeconds)}
        onChange={(value) => change({ reconnectSeconds: numberOf(value) })}
      />
      <Select
        label={words('settings.rewind')}
        hint={words('settings.rewindHint')}
        options={rewindChoices(saved.rewindSeconds).map((seconds) =>
          option(seconds, seconds === 0 ? words('settings.off') : formatLength(seconds)),
        )}
        value={String(draft.rewindSeconds)}
        onChange={(value) => change({ rewindSeconds: Number(value) })}
      />
      <TickBox
        label={words('settings.record')}
        hint={words('settings.recordHint')}
        checked={draft.isRecorded}
        onChange={(isRecorded) => change({ isRecorded })}
      />
      <Select
        label={words('settings.keep')}
        hint={words('settings.keepHint')}
        options={[
          { value: UNSET, label: keptByServer },
          ...retentionChoices(saved.retentionDays).map((days) => option(days, words('settings.days', { days }))),
        ]}
        value={draft.retentionDays === null ? UNSET : String(draft.retentionDays)}
        onChange={(value) => change({ retentionDays: numberOf(value) })}
      />
      <SaveRow
        state={state}
        isChanged={isChanged}
        note={words('settings.fromNext')}
        savedNote={words('settings.savedFromNext')}
      />
    </form>
  )
}
