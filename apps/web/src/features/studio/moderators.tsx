/** Who minds the channel's chat: added by e-mail address or name, and removed. */

'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useDates } from '../../ui/use-dates.ts'
import { type Moderator, moderatorsAnswerSchema } from './moderator-forms.ts'
import { useStudio } from './studio-provider.tsx'
import { type Done, useSend } from './use-send.ts'

export function Moderators({ initial }: { initial: Moderator[] }) {
  const { slug, now } = useStudio()
  const words = useTranslations('studio')
  const date = useDates()
  const send = useSend(slug)
  const [moderators, setModerators] = useState(initial)
  const [who, setWho] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [added, setAdded] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function add() {
    setAdded(null)
    setError(null)
    if (who.trim() === '') return setError(words('moderators.missing'))
    setBusy(true)
    const done = await send('POST', '/moderators', { who })
    setBusy(false)
    if (!done.isDone) return setError(done.problem)
    const known = new Set(moderators.map(({ userId }) => userId))
    const all = take(done)
    setAdded(all.find(({ userId }) => !known.has(userId))?.name ?? null)
    setWho('')
  }

  async function remove(userId: string) {
    setAdded(null)
    setProblem(null)
    const done = await send('DELETE', `/moderators/${userId}`)
    if (!done.isDone) return setProblem(done.problem)
    take(done)
  }

  function take(done: Done & { isDone: true }): Moderator[] {
    const answer = moderatorsAnswerSchema.safeParse(done.body)
    if (!answer.success) return moderators
    setModerators(answer.data.moderators)
    return answer.data.moderators
  }

  return (
    <div className="space-y-5">
      <p className="text-sm text-ink-soft">{words('moderators.text')}</p>
      {moderators.length === 0 ? (
        <p className="text-ink-soft">{words('moderators.none')}</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line">
          {moderators.map(({ userId, name, since }) => (
            <li key={userId} className="flex flex-wrap items-center gap-3 px-3.5 py-2.5">
              <div className="min-w-32 flex-1">
                <bdi className="block font-medium break-words">{name}</bdi>
                <span className="text-sm text-ink-soft">
                  {now !== null && words('moderators.since', { when: date(new Date(since), 'day') })}
                </span>
              </div>
              <ConfirmButton
                look="quiet"
                size="small"
                question={words('moderators.removeOf', { name })}
                consequence={words('moderators.removeText')}
                deed={words('moderators.remove')}
                onConfirm={() => void remove(userId)}
              >
                {words('moderators.remove')}
              </ConfirmButton>
            </li>
          ))}
        </ul>
      )}
      {problem && <Notice tone="bad">{problem}</Notice>}
      <form
        className="space-y-3"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void add()
        }}
      >
        <Field
          label={words('moderators.who')}
          hint={words('moderators.whoHint')}
          error={error ?? undefined}
          value={who}
          dir="auto"
          autoComplete="off"
          onChange={(event) => {
            setError(null)
            setWho(event.target.value)
          }}
        />
        <div className="flex flex-wrap items-center gap-4">
          <Button type="submit" look="quiet" isBusy={isBusy}>
            {words('moderators.add')}
          </Button>
          <p role="status" className="text-sm text-ink-soft">
            {added !== null && words('moderators.added', { name: added })}
          </p>
        </div>
      </form>
    </div>
  )
}
