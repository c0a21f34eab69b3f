/** A guest says what to be called. */

'use client'

import { MAX_CHAT_NAME } from '@shoal/protocol/chat'
import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl/react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { sendJson } from '../../ui/send-json.ts'
import { useTooMany } from '../../ui/use-too-many.ts'

type NameFormProps = { name: string; onNamed: () => void; onCancel: (() => void) | null }

const problemSchema = z.object({ error: z.enum(['name-empty', 'name-too-long', 'name-taken']) })

export function NameForm({ name: before, onNamed, onCancel }: NameFormProps) {
  const words = useTranslations('chat.name')
  const tooMany = useTooMany()
  const [name, setName] = useState(before)
  const [problem, setProblem] = useState<string | null>(null)
  const [isSending, setSending] = useState(false)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setSending(true)
    const sent = await sendJson('PUT', '/api/v1/chat/name', { name })
    setSending(false)
    if (sent.kind === 'answered' && sent.status === 204) return onNamed()
    const said = sent.kind === 'answered' ? problemSchema.safeParse(sent.body) : null
    setProblem(tooMany(sent) ?? words(`problem.${said?.success ? said.data.error : 'failed'}`))
  }

  return (
    <form onSubmit={submit} className="space-y-2 border-t border-line p-3">
      <Field
        label={words('label')}
        value={name}
        maxLength={MAX_CHAT_NAME * 2}
        autoComplete="nickname"
        dir="auto"
        error={problem ?? undefined}
        onChange={(event) => {
          setName(event.target.value)
          setProblem(null)
        }}
      />
      <div className="flex gap-2">
        <Button type="submit" size="small" isBusy={isSending}>
          {words('join')}
        </Button>
        {onCancel && (
          <Button look="quiet" size="small" onClick={onCancel}>
            {words('cancel')}
          </Button>
        )}
      </div>
    </form>
  )
}
