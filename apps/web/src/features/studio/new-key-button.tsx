/** Makes a stream key with a name of its own, asked for in a dialogue. */

'use client'

import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { Button } from '../../ui/button.tsx'
import { DialogBox } from '../../ui/dialog-box.tsx'
import { Field } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { MAX_KEY_NAME, newKeyAnswerSchema } from './stream-key-forms.ts'
import { useStudio } from './studio-provider.tsx'
import { useSend } from './use-send.ts'

export function NewKeyButton({ count, onMade }: { count: number; onMade: (key: string) => void }) {
  const { slug } = useStudio()
  const words = useTranslations('studio')
  const ui = useTranslations('ui')
  const router = useRouter()
  const send = useSend(slug)
  const [isOpen, setOpen] = useState(false)
  const [name, setName] = useState(() => words('keys.defaultName', { number: count + 1 }))
  const [problem, setProblem] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isWrong = name.trim() === '' || name.trim().length > MAX_KEY_NAME

  async function make() {
    if (isWrong) return
    setBusy(true)
    setProblem(null)
    const done = await send('POST', '/stream-keys', { name })
    setBusy(false)
    const answer = newKeyAnswerSchema.safeParse(done.isDone ? done.body : undefined)
    if (!answer.success) return setProblem(done.isDone ? words('problems.failed') : done.problem)
    setOpen(false)
    onMade(answer.data.streamKey)
    router.refresh()
  }

  return (
    <Dialog.Root open={isOpen} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button look="quiet" size="small">
          {words('keys.new')}
        </Button>
      </Dialog.Trigger>
      <DialogBox title={words('keys.new')} description={words('keys.text')}>
        <form
          className="mt-4 space-y-5"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            event.stopPropagation()
            void make()
          }}
        >
          <Field
            label={words('keys.name')}
            hint={words('keys.nameHint')}
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
            <Button type="submit" isBusy={isBusy}>
              {isBusy ? words('keys.making') : words('keys.make')}
            </Button>
          </div>
        </form>
      </DialogBox>
    </Dialog.Root>
  )
}
