/** Title, description, category and who may watch: of the broadcast that runs, of the next ones, or of a past one. */

'use client'

import {
  type BroadcastWords,
  type BroadcastWordsChange,
  MAX_BROADCAST_PASSWORD,
  MAX_CATEGORY_LENGTH,
  MAX_DESCRIPTION_LENGTH,
  MAX_TITLE_LENGTH,
  MIN_BROADCAST_PASSWORD,
} from '@shoal/protocol/broadcast-words'
import { type Privacy, privacySchema } from '@shoal/protocol/privacy'
import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { changedFields } from '../../ui/changed-fields.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TickBox } from '../../ui/tick-box.tsx'
import { IDLE, SaveRow, type SaveState } from './save-row.tsx'
import { useSend } from './use-send.ts'

export type SetWords = Omit<BroadcastWords, 'password'> & { hasPassword: boolean }

type WordsFormProps = {
  slug: string
  initial: SetWords
  /** `next` is the channel's; a broadcast is live or over. */
  of: { kind: 'next' } | { kind: 'live' | 'past'; broadcastId: string }
}

const CATEGORIES = ['music', 'talk', 'games', 'sport', 'learning', 'event', 'news', 'nature'] as const
type Draft = SetWords & { password: string }

export function WordsForm({ slug, initial, of }: WordsFormProps) {
  const words = useTranslations('studio')
  const send = useSend(slug)
  const router = useRouter()
  const [saved, setSaved] = useState(() => only(initial))
  const [draft, setDraft] = useState<Draft>({ ...saved, password: '' })
  const [alsoNext, setAlsoNext] = useState(of.kind === 'live')
  const [state, setState] = useState<SaveState>(IDLE)
  const [isTried, setTried] = useState(false)
  const suggestions = useId()
  const { hasPassword: _, ...before } = saved
  const isChanged = JSON.stringify({ ...before, password: '' }) !== JSON.stringify(withoutFlag(draft))

  const tooLong = (text: string, most: number) =>
    text.trim().length > most ? words('words.tooLong', { most, is: text.trim().length }) : undefined
  const asksPassword = draft.privacy === 'password'
  const isKept = saved.hasPassword && draft.password === ''
  const isShort = draft.password.length < MIN_BROADCAST_PASSWORD
  const errors = {
    title: tooLong(draft.title, MAX_TITLE_LENGTH),
    description: tooLong(draft.description, MAX_DESCRIPTION_LENGTH),
    category: tooLong(draft.category, MAX_CATEGORY_LENGTH),
    password:
      asksPassword && !isKept && isShort && (isTried || draft.password !== '')
        ? words('words.passwordMissing', { least: MIN_BROADCAST_PASSWORD })
        : undefined,
  }

  function change(changed: Partial<Draft>) {
    setState(IDLE)
    setDraft({ ...draft, ...changed })
  }

  async function save() {
    setTried(true)
    const isWrong = Object.values(errors).some(Boolean) || (asksPassword && !isKept && isShort)
    if (isWrong) return
    setState({ kind: 'saving' })
    const { password, title, description, category, privacy } = draft
    const rest = { title, description, category, privacy }
    const body: BroadcastWordsChange = {
      ...changedFields<typeof rest>(before, rest),
      ...(asksPassword && password !== '' && { password }),
    }
    const paths = [
      ...(of.kind === 'next' ? [] : [`/broadcasts/${of.broadcastId}`]),
      ...(of.kind === 'next' || (of.kind === 'live' && alsoNext) ? ['/next-broadcast'] : []),
    ]
    for (const path of paths) {
      const done = await send('PATCH', path, body)
      if (!done.isDone) return setState({ kind: 'failed', problem: done.problem })
    }
    const now = { ...rest, hasPassword: asksPassword }
    setSaved(now)
    setDraft({ ...now, password: '' })
    setTried(false)
    setState({ kind: 'saved' })
    router.refresh()
  }

  const notes = { next: words('words.ofNext'), live: words('words.ofLive'), past: words('words.ofPast') }
  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="text-sm text-ink-soft">{notes[of.kind]}</p>
      <Field
        label={words('words.name')}
        hint={words('words.nameHint')}
        error={errors.title}
        value={draft.title}
        dir="auto"
        onChange={(event) => change({ title: event.target.value })}
      />
      <TextArea
        label={words('words.description')}
        error={errors.description}
        value={draft.description}
        dir="auto"
        onChange={(event) => change({ description: event.target.value })}
      />
      <Field
        label={words('words.category')}
        hint={words('words.categoryHint')}
        error={errors.category}
        value={draft.category}
        list={suggestions}
        dir="auto"
        onChange={(event) => change({ category: event.target.value })}
      />
      <datalist id={suggestions}>
        {CATEGORIES.map((name) => (
          <option key={name} value={words(`words.categories.${name}`)} />
        ))}
      </datalist>
      <Select<Privacy>
        label={words('words.privacy')}
        hint={[
          words(`privacyMeanings.${draft.privacy}`),
          of.kind === 'live' && draft.privacy !== saved.privacy ? words('words.doorHint') : '',
        ]
          .join(' ')
          .trim()}
        options={privacySchema.options.map((value) => ({ value, label: words(`privacies.${value}`) }))}
        value={draft.privacy}
        onChange={(privacy) => change({ privacy })}
      />
      {asksPassword && (
        <Field
          label={words('words.password')}
          type="password"
          autoComplete="new-password"
          maxLength={MAX_BROADCAST_PASSWORD}
          hint={
            saved.hasPassword
              ? words('words.passwordKept')
              : words('words.passwordHint', { least: MIN_BROADCAST_PASSWORD })
          }
          error={errors.password}
          value={draft.password}
          onChange={(event) => change({ password: event.target.value })}
        />
      )}
      {of.kind === 'live' && <TickBox label={words('words.alsoNext')} checked={alsoNext} onChange={setAlsoNext} />}
      <SaveRow state={state} isChanged={isChanged} />
    </form>
  )
}

/** What this form is about, of an object that may have more. */
function only({ title, description, category, privacy, hasPassword }: SetWords): SetWords {
  return { title, description, category, privacy, hasPassword }
}

function withoutFlag({ hasPassword: _, ...draft }: Draft) {
  return draft
}
