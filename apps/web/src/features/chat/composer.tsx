/** Where one writes; or what has to be done before one may. */

'use client'

import { type ChatRefusal, MAX_CHAT_TEXT } from '@shoal/protocol/chat'
import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { useDates } from '../../ui/use-dates.ts'
import type { ChatClient, ChatState, Refused } from './chat-client.ts'
import { EmojiPicker } from './emoji-picker.tsx'
import { NameForm } from './name-form.tsx'

const COUNTED_FROM = 400

export function Composer({ client, state }: { client: ChatClient; state: ChatState }) {
  const words = useTranslations('chat')
  const date = useDates()
  const [isNaming, setNaming] = useState(false)
  const { self, rules } = state
  if (!self || !rules) return null
  const { bar } = self
  if (bar === 'name-needed' || isNaming) {
    return (
      <NameForm
        name={self.name ?? ''}
        onNamed={() => {
          setNaming(false)
          client.comeAgain()
        }}
        onCancel={isNaming ? () => setNaming(false) : null}
      />
    )
  }
  if (bar === 'sign-in-needed') {
    return (
      <p className="p-3 text-sm text-ink-soft">
        {words.rich('bar.sign-in-needed', {
          link: (text) => (
            <Link
              className="font-medium text-sea underline underline-offset-4"
              href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}
            >
              {text}
            </Link>
          ),
        })}
      </p>
    )
  }
  if (bar !== null) {
    const until = self.barredUntil === null ? '' : date(new Date(self.barredUntil), 'moment')
    return (
      <div className="flex flex-wrap items-center justify-between gap-2 p-3 text-sm text-ink-soft" role="status">
        <span>{words(`bar.${bar}`, { until })}</span>
        {(bar === 'follow-needed' || bar === 'timed-out') && (
          <Button look="quiet" size="small" onClick={() => client.lookAgain()}>
            {words('lookAgain')}
          </Button>
        )}
      </div>
    )
  }
  return <Writing client={client} state={state} onRename={self.kind === 'guest' ? () => setNaming(true) : null} />
}

type WritingProps = { client: ChatClient; state: ChatState; onRename: (() => void) | null }

function Writing({ client, state, onRename }: WritingProps) {
  const words = useTranslations('chat')
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [problem, setProblem] = useState<Refused | null>(null)
  const { self, rules } = state
  const length = [...text].length

  async function send() {
    const written = text
    if (written.trim() === '') return
    if (length > MAX_CHAT_TEXT) return setProblem({ why: 'too-long', retryAfterMs: null })
    setProblem(null)
    setText('')
    const refused = await client.say(written)
    if (!refused) return
    setProblem(refused)
    // what was typed comes back where nothing else is being typed; otherwise it stays in the list, to send again
    if (field.current?.value !== '') return
    setText(written)
    for (const one of client.snapshot().pending) {
      if (one.state === 'refused' && one.text === written) client.discard(one.clientId)
    }
  }

  function onKeyDown(event: KeyboardEvent) {
    // Enter also ends a word of Japanese or Chinese input
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }

  function insert(emoji: string) {
    const { selectionStart, selectionEnd } = field.current ?? { selectionStart: text.length, selectionEnd: text.length }
    const caret = selectionStart + emoji.length
    flushSync(() => setText(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd)))
    field.current?.focus()
    field.current?.setSelectionRange(caret, caret) // a field whose value is set has it at its end
  }

  const described = [problem && `${id}-problem`, `${id}-note`].filter(Boolean).join(' ')
  return (
    <form
      className="border-t border-line p-2"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      {problem && (
        <p id={`${id}-problem`} role="alert" className="px-1 pb-1.5 text-sm text-bad">
          {explain(words, problem)}
        </p>
      )}
      <div className="flex items-end gap-1 rounded-lg border border-line-strong bg-surface focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-sea">
        <textarea
          ref={field}
          rows={1}
          value={text}
          dir="auto"
          aria-label={words('write')}
          aria-describedby={described}
          aria-invalid={problem ? true : undefined}
          placeholder={words('placeholder')}
          enterKeyHint="send"
          onChange={(event) => {
            setText(event.target.value)
            setProblem(null)
          }}
          onKeyDown={onKeyDown}
          className="field-sizing-content max-h-28 min-h-11 min-w-0 flex-1 resize-none bg-transparent px-3 py-2.5 text-base outline-none placeholder:text-ink-soft"
        />
        <EmojiPicker onPick={insert} />
        <button
          type="submit"
          disabled={text.trim() === ''}
          aria-label={words('send')}
          className="grid size-11 place-items-center rounded-lg text-sea disabled:text-ink-soft disabled:opacity-60"
        >
          <SendHorizontal aria-hidden className="size-5 rtl:-scale-x-100" />
        </button>
      </div>
      <p id={`${id}-note`} className="flex flex-wrap gap-x-2 px-1 pt-1 text-xs text-ink-soft">
        {self?.name && (
          <span>
            {words.rich('writingAs', { name: () => <bdi className="font-medium">{self.name}</bdi> })}
            {onRename && (
              <button type="button" onClick={onRename} className="ms-1.5 min-h-6 text-sea underline underline-offset-2">
                {words('rename')}
              </button>
            )}
          </span>
        )}
        {(rules?.slowSeconds ?? 0) > 0 && <span>{words('slowMode', { seconds: rules?.slowSeconds ?? 0 })}</span>}
        {length >= COUNTED_FROM && (
          <span className={length > MAX_CHAT_TEXT ? 'text-bad' : ''}>
            {words('left', { count: MAX_CHAT_TEXT - length })}
          </span>
        )}
      </p>
    </form>
  )
}

function explain(words: ReturnType<typeof useTranslations<'chat'>>, { why, retryAfterMs }: Refused): string {
  return words(`refused.${why satisfies ChatRefusal}`, { seconds: Math.ceil((retryAfterMs ?? 0) / 1000) })
}
