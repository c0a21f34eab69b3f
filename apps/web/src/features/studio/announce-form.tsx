/** When the next broadcast is, and in a few words what: shown to viewers until it begins. */

'use client'

import { judgeAnnouncedTime, MAX_ANNOUNCEMENT_LENGTH } from '@shoal/protocol/broadcast-words'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field } from '../../ui/field.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { IDLE, SaveRow, type SaveState } from './save-row.tsx'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export type Announced = { atMs: number; text: string } | null

export function AnnounceForm({ announced }: { announced: Announced }) {
  const { slug, now } = useStudio()
  const words = useTranslations('studio')
  const send = useSend(slug)
  const router = useRouter()
  const [when, setWhen] = useState('')
  const [text, setText] = useState(announced?.text ?? '')
  const [zone, setZone] = useState('')
  const [isTried, setTried] = useState(false)
  const [state, setState] = useState<SaveState>(IDLE)
  const [note, setNote] = useState<string | null>(null)

  // only the browser knows its own time zone
  useEffect(() => {
    setZone(Intl.DateTimeFormat().resolvedOptions().timeZone)
    if (announced) setWhen(localInput(announced.atMs))
  }, [announced])

  const atMs = new Date(when).getTime()
  const judged = Number.isNaN(atMs) ? 'missing' : judgeAnnouncedTime(atMs, now ?? 0)
  const whenError = judged === 'fine' || (!isTried && judged === 'missing') ? undefined : words(`announce.${judged}`)
  const isLong = text.trim().length > MAX_ANNOUNCEMENT_LENGTH
  const textError = isLong
    ? words('words.tooLong', { most: MAX_ANNOUNCEMENT_LENGTH, is: text.trim().length })
    : undefined
  const isAhead = announced !== null && announced.atMs > (now ?? 0)
  const isChanged = when !== (announced ? localInput(announced.atMs) : '') || text !== (announced?.text ?? '')

  function typed(set: (value: string) => void, value: string) {
    setState(IDLE)
    setNote(null)
    set(value)
  }

  async function announce() {
    setTried(true)
    if (judged !== 'fine' || isLong) return
    setState({ kind: 'saving' })
    const done = await send('PUT', '/announcement', { at: new Date(atMs).toISOString(), text })
    if (!done.isDone) return setState({ kind: 'failed', problem: done.problem })
    setState({ kind: 'saved' })
    setNote(words('announce.done'))
    router.refresh()
  }

  async function withdraw() {
    setState({ kind: 'saving' })
    const done = await send('DELETE', '/announcement')
    if (!done.isDone) return setState({ kind: 'failed', problem: done.problem })
    setWhen('')
    setText('')
    setTried(false)
    setState({ kind: 'saved' })
    setNote(words('announce.withdrawn'))
    router.refresh()
  }

  return (
    <Card title={words('announce.title')}>
      <form
        className="space-y-5"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void announce()
        }}
      >
        <p className="text-sm text-ink-soft">
          {isAhead ? (
            <b className="text-ink">
              {words.rich('announce.announced', { when: '' })}
              <LocalTime atMs={announced.atMs} look="appointment" />
            </b>
          ) : (
            words('announce.text')
          )}
        </p>
        <Field
          label={words('announce.when')}
          type="datetime-local"
          hint={words('announce.whenHint', { zone })}
          error={whenError}
          value={when}
          onChange={(event) => typed(setWhen, event.target.value)}
        />
        <Field
          label={words('announce.what')}
          error={textError}
          value={text}
          dir="auto"
          onChange={(event) => typed(setText, event.target.value)}
        />
        <SaveRow
          state={state}
          isChanged={isChanged}
          label={isAhead ? words('announce.change') : words('announce.announce')}
          {...(note !== null && { savedNote: note })}
        />
        {isAhead && (
          <Button look="quiet" size="small" onClick={() => void withdraw()}>
            {words('announce.withdraw')}
          </Button>
        )}
      </form>
    </Card>
  )
}

/** What `datetime-local` takes: the wall clock here, without a zone. */
function localInput(atMs: number): string {
  const at = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`
}
