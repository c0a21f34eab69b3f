/** The channel's end: asked about, and typed out. */

'use client'

import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { DialogBox } from '../../ui/dialog-box.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export function DeleteChannel({ title }: { title: string }) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const ui = useTranslations('ui')
  const router = useRouter()
  const send = useSend(slug)
  const [typed, setTyped] = useState('')
  const [isTried, setTried] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const isSame = typed.trim().replace(/^@/, '') === slug

  async function remove() {
    setTried(true)
    if (!isSame) return
    setBusy(true)
    setProblem(null)
    const done = await send('DELETE', '')
    setBusy(false)
    if (!done.isDone) return setProblem(done.problem)
    router.push('/studio')
    router.refresh()
  }

  return (
    <div className="space-y-4">
      <p className="text-sm text-ink-soft">{words('delete.text')}</p>
      <Dialog.Root>
        <Dialog.Trigger asChild>
          <Button look="danger" size="small">
            {words('delete.button')}
          </Button>
        </Dialog.Trigger>
        <DialogBox title={words('delete.question', { title })} description={words('delete.text')}>
          <form
            className="mt-4 space-y-5"
            noValidate
            onSubmit={(event) => {
              event.preventDefault()
              void remove()
            }}
          >
            <Field
              label={words('delete.type', { slug })}
              error={isTried && !isSame ? words('delete.differs') : undefined}
              value={typed}
              dir="ltr"
              autoCapitalize="none"
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setTyped(event.target.value)}
            />
            {problem && <Notice tone="bad">{problem}</Notice>}
            <div className="flex flex-wrap justify-end gap-3">
              <Dialog.Close asChild>
                <Button look="quiet">{ui('cancel')}</Button>
              </Dialog.Close>
              <Button type="submit" look="danger" isBusy={isBusy}>
                {isBusy ? words('delete.deleting') : words('delete.deed')}
              </Button>
            </div>
          </form>
        </DialogBox>
      </Dialog.Root>
    </div>
  )
}
