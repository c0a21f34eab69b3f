/** The channel's stream keys: a fresh one whole and once, the others by their last characters. */

'use client'

import { KeyRound } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Choice } from '../../ui/choice.tsx'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { DialogBox } from '../../ui/dialog-box.tsx'
import { Field } from '../../ui/field.tsx'
import { LocalTime } from '../../ui/local-time.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useFigures } from '../../ui/use-figures.ts'
import { forgetFreshKey, freshKey } from './fresh-key.ts'
import { FreshKey } from './fresh-key-box.tsx'
import { NewKeyButton } from './new-key-button.tsx'
import { MAX_KEY_NAME, rotatedKeyAnswerSchema } from './stream-key-forms.ts'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export type KeyRow = {
  id: string
  name: string
  hint: string
  lastUsedAtMs: number | null
  /** From when on it does not work; null for one that does. */
  revokedAtMs: number | null
}
type Fresh = { key: string; oldWorksUntilMs: number | null }
const OLD_AT_MOST = 10

export function KeysRoom({ keys }: { keys: KeyRow[] }) {
  const { slug, now } = useStudio()
  const words = useTranslations('studio')
  const figures = useFigures()
  const [fresh, setFresh] = useState<Fresh | null>(() => {
    const kept = freshKey(slug)
    return kept === null ? null : { key: kept, oldWorksUntilMs: null }
  })
  useEffect(() => () => forgetFreshKey(slug), [slug])
  const isUsable = ({ revokedAtMs }: KeyRow) => revokedAtMs === null || (now !== null && revokedAtMs > now)
  const usable = keys.filter(isUsable)
  const old = keys.filter((key) => !isUsable(key)).slice(0, OLD_AT_MOST)

  return (
    <div className="max-w-3xl space-y-6">
      <Card
        title={words('keys.title')}
        aside={<NewKeyButton count={keys.length} onMade={(key) => setFresh({ key, oldWorksUntilMs: null })} />}
      >
        <div className="space-y-5">
          <p className="text-sm text-ink-soft">{words('keys.text')}</p>
          <div role="status" className="empty:hidden">
            {fresh !== null && (
              <FreshKey value={fresh.key} oldWorksUntilMs={fresh.oldWorksUntilMs} onDone={() => setFresh(null)} />
            )}
          </div>
          {usable.length === 0 ? (
            <Notice tone="warn">{words('keys.none')}</Notice>
          ) : (
            <ul className="divide-y divide-line rounded-xl border border-line">
              {usable.map((key) => (
                <UsableKeyItem key={key.id} row={key} onFresh={setFresh} />
              ))}
            </ul>
          )}
        </div>
      </Card>
      {old.length > 0 && (
        <Card title={words('keys.old')}>
          <ul className="divide-y divide-line text-sm text-ink-soft">
            {old.map((key) => (
              <li key={key.id} className="flex flex-wrap justify-between gap-x-4 py-2">
                <KeyName row={key} />
                <span>
                  {key.revokedAtMs !== null &&
                    now !== null &&
                    words('keys.revokedAt', { when: figures.ago(key.revokedAtMs, now) })}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

function KeyName({ row }: { row: KeyRow }) {
  return (
    <span className="min-w-0 font-medium break-words">
      <bdi>{row.name}</bdi>{' '}
      <span dir="ltr" className="ms-1 font-mono text-sm font-normal text-ink-soft">
        …{row.hint}
      </span>
    </span>
  )
}

function UsableKeyItem({ row, onFresh }: { row: KeyRow; onFresh: (fresh: Fresh) => void }) {
  const { slug, now } = useStudio()
  const words = useTranslations('studio')
  const figures = useFigures()
  const router = useRouter()
  const send = useSend(slug)
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const path = `/stream-keys/${row.id}`

  async function revoke() {
    setBusy(true)
    setProblem(null)
    const done = await send('DELETE', path)
    setBusy(false)
    if (!done.isDone) setProblem(done.problem)
    router.refresh()
  }

  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2.5 px-3.5 py-3">
      <KeyRound aria-hidden className="size-4.5 shrink-0 text-ink-soft" />
      <div className="min-w-40 flex-1">
        <KeyName row={row} />
        <p className="text-sm text-ink-soft">
          {row.lastUsedAtMs === null
            ? words('keys.never')
            : now !== null && words('keys.used', { when: figures.ago(row.lastUsedAtMs, now) })}
          {row.revokedAtMs !== null && (
            <span className="block text-warn">
              {words.rich('keys.until', { when: () => <LocalTime atMs={row.revokedAtMs ?? 0} /> })}
            </span>
          )}
        </p>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: three buttons of one row are no fieldset */}
      <div role="group" aria-label={words('keys.actions', { name: row.name })} className="flex flex-wrap gap-2">
        <RenameKeyButton row={row} />
        {row.revokedAtMs === null && <RotateKeyButton row={row} onFresh={onFresh} />}
        <ConfirmButton
          look="danger"
          size="small"
          isBusy={isBusy}
          question={words('keys.revokeOf', { name: row.name })}
          consequence={words('keys.revokeText')}
          deed={words('keys.revoke')}
          onConfirm={() => void revoke()}
        >
          {words('keys.revoke')}
        </ConfirmButton>
      </div>
      {problem && (
        <div className="w-full">
          <Notice tone="bad">{problem}</Notice>
        </div>
      )}
    </li>
  )
}

function RenameKeyButton({ row }: { row: KeyRow }) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const ui = useTranslations('ui')
  const router = useRouter()
  const send = useSend(slug)
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState(row.name)
  const [problem, setProblem] = useState<string | null>(null)
  const isWrong = name.trim() === '' || name.trim().length > MAX_KEY_NAME

  async function rename() {
    if (isWrong) return
    const done = await send('PATCH', `/stream-keys/${row.id}`, { name })
    if (!done.isDone) return setProblem(done.problem)
    setOpen(false)
    router.refresh()
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button look="quiet" size="small">
          {words('keys.rename')}
        </Button>
      </Dialog.Trigger>
      <DialogBox title={words('keys.renameOf', { name: row.name })} description={words('keys.nameHint')}>
        <form
          className="mt-4 space-y-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void rename()
          }}
        >
          <Field
            label={words('keys.name')}
            error={isWrong ? words('keys.nameMissing') : undefined}
            value={name}
            dir="auto"
            onChange={(event) => setName(event.target.value)}
          />
          {problem && <Notice tone="bad">{problem}</Notice>}
          <div className="flex flex-wrap justify-end gap-3">
            <Dialog.Close asChild>
              <Button look="quiet">{ui('cancel')}</Button>
            </Dialog.Close>
            <Button type="submit">{ui('save')}</Button>
          </div>
        </form>
      </DialogBox>
    </Dialog.Root>
  )
}

const GRACES = { now: 0, hour: 3600, day: 86_400 } as const
const GRACE_NAMES = ['now', 'hour', 'day'] as const

function RotateKeyButton({ row, onFresh }: { row: KeyRow; onFresh: (fresh: Fresh) => void }) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const ui = useTranslations('ui')
  const router = useRouter()
  const send = useSend(slug)
  const [isOpen, setOpen] = useState(false)
  const [grace, setGrace] = useState<(typeof GRACE_NAMES)[number]>('hour')
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)

  async function rotate() {
    setBusy(true)
    setProblem(null)
    const done = await send('POST', `/stream-keys/${row.id}/rotate`, { graceSeconds: GRACES[grace] })
    setBusy(false)
    const answer = rotatedKeyAnswerSchema.safeParse(done.isDone ? done.body : undefined)
    if (!answer.success) return setProblem(done.isDone ? words('problems.failed') : done.problem)
    setOpen(false)
    const untilMs = new Date(answer.data.oldWorksUntil).getTime()
    onFresh({ key: answer.data.streamKey, oldWorksUntilMs: grace === 'now' ? null : untilMs })
    router.refresh()
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button look="quiet" size="small">
          {words('keys.rotate')}
        </Button>
      </Dialog.Trigger>
      <DialogBox title={words('keys.rotateOf', { name: row.name })} description={words('keys.rotateText')}>
        <div className="mt-4 space-y-5">
          <div className="overflow-x-auto">
            <Choice
              label={words('keys.grace')}
              options={GRACE_NAMES.map((value) => ({ value, label: words(`keys.graces.${value}`) }))}
              value={grace}
              onChange={setGrace}
            />
          </div>
          {problem && <Notice tone="bad">{problem}</Notice>}
          <div className="flex flex-wrap justify-end gap-3">
            <Dialog.Close asChild>
              <Button look="quiet">{ui('cancel')}</Button>
            </Dialog.Close>
            <Button isBusy={isBusy} onClick={() => void rotate()}>
              {words('keys.rotate')}
            </Button>
          </div>
        </div>
      </DialogBox>
    </Dialog.Root>
  )
}
