/** How the channel's chat is: who may write, how fast, and what not. */

'use client'

import { type ChatSettings, chatModeSchema, MAX_BLOCKED_WORDS } from '@shoal/protocol/chat'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { changedFields } from '../../ui/changed-fields.ts'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { IDLE, SaveRow, type SaveState } from './save-row.tsx'
import { useStudio } from './studio-provider.tsx'
import { useLengths } from './use-lengths.ts'
import { useSend } from './use-send.ts'

const SLOW = [0, 3, 5, 10, 30, 60, 300]
const MAX_WORD = 60

export function ChatForm({ chat }: { chat: ChatSettings }) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const formatLength = useLengths()
  const send = useSend(slug)
  const { blockedWords, ...rest } = chat
  const first = { ...rest, blocked: blockedWords.join('\n') }
  const [saved, setSaved] = useState(first)
  const [draft, setDraft] = useState(first)
  const [state, setState] = useState<SaveState>(IDLE)
  const lines = draft.blocked
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const long = draft.blocked.split('\n').findIndex((line) => line.trim().length > MAX_WORD)
  const error =
    long >= 0
      ? words('chat.wordTooLong', { line: long + 1 })
      : lines.length > MAX_BLOCKED_WORDS
        ? words('chat.tooManyWords', { most: MAX_BLOCKED_WORDS })
        : undefined
  const slow = SLOW.includes(draft.slowSeconds) ? SLOW : [...SLOW, draft.slowSeconds].toSorted((a, b) => a - b)

  function change(changed: Partial<typeof draft>) {
    setState(IDLE)
    setDraft({ ...draft, ...changed })
  }

  async function save() {
    if (error !== undefined) return
    setState({ kind: 'saving' })
    const { blocked, ...changed } = changedFields(saved, draft)
    const body = { ...changed, ...(blocked !== undefined && { blockedWords: lines }) }
    const done = await send('PATCH', '/chat-settings', body)
    if (!done.isDone) return setState({ kind: 'failed', problem: done.problem })
    setSaved(draft)
    setState({ kind: 'saved' })
  }

  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TickBox
        label={words('chat.isOn')}
        hint={words('chat.isOnHint')}
        checked={draft.isOn}
        onChange={(isOn) => change({ isOn })}
      />
      <Select
        label={words('chat.mode')}
        hint={words('chat.modeHint')}
        options={chatModeSchema.options.map((value) => ({ value, label: words(`chat.modes.${value}`) }))}
        value={draft.mode}
        disabled={!draft.isOn}
        onChange={(mode) => change({ mode })}
      />
      <Select
        label={words('chat.slow')}
        hint={words('chat.slowHint')}
        options={slow.map((seconds) => ({
          value: String(seconds),
          label: seconds === 0 ? words('settings.off') : formatLength(seconds),
        }))}
        value={String(draft.slowSeconds)}
        disabled={!draft.isOn}
        onChange={(value) => change({ slowSeconds: Number(value) })}
      />
      <TickBox
        label={words('chat.links')}
        checked={draft.linksAllowed}
        onChange={(linksAllowed) => change({ linksAllowed })}
      />
      <TickBox
        label={words('chat.replay')}
        checked={draft.isReplayed}
        onChange={(isReplayed) => change({ isReplayed })}
      />
      <TextArea
        label={words('chat.words')}
        hint={words('chat.wordsHint')}
        error={error}
        value={draft.blocked}
        dir="auto"
        spellCheck={false}
        onChange={(event) => change({ blocked: event.target.value })}
      />
      <SaveRow state={state} isChanged={JSON.stringify(draft) !== JSON.stringify(saved)} note={words('chat.atOnce')} />
    </form>
  )
}
